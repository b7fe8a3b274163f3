package admin_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gotunnel/server/admin"
)

// Another user is refused by the kernel's word, even where the file lets him in.
func TestSocketOfAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can be another user")
	}
	curl, err := exec.LookPath("curl")
	if err != nil {
		t.Skip("no curl in PATH")
	}
	path, _ := socket(t, admin.Info{Desk: newDesk(t, os.Stderr)})
	for dir := filepath.Dir(path); dir != os.TempDir() && len(dir) > 1; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path, 0o777); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), curl, "-s", "--unix-socket", path, "http://gotunneld/v1/status")
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Only the user that gotunneld runs as (root/0) and root may do this.") {
		t.Errorf("%q, %v", out, err)
	}
}
