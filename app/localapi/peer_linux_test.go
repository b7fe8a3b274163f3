package localapi_test

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
)

const strangerVariable = "GOTUNNEL_TEST_SOCKET"

// TestStranger is another person's program, when it is told a socket.
func TestStranger(t *testing.T) {
	socket := os.Getenv(strangerVariable)
	if socket == "" {
		t.Skip("a part of TestOtherPeople")
	}
	conn, err := net.Dial("unix", socket)
	if err != nil {
		t.Fatal(err) // the rights were taken away, so it is about the check
	}
	defer conn.Close()
	_, _ = conn.Write([]byte("GET /v1/shares HTTP/1.1\r\nHost: gotunnel\r\n\r\n"))
	answer := make([]byte, 100)
	n, _ := conn.Read(answer)
	os.Stdout.Write(append([]byte("answer: "), answer[:n]...))
}

// Also a socket whose rights were lost is for its owner and root only.
func TestOtherPeople(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to become somebody else")
	}
	start(t)
	dir := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "gotunnel")
	sockets, _ := filepath.Glob(filepath.Join(dir, "*.sock"))
	for path := sockets[0]; path != os.TempDir(); path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "stranger")
	program, err := os.ReadFile(self)
	if err != nil || os.WriteFile(copied, program, 0o755) != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied, "-test.run=^TestStranger$", "-test.v")
	cmd.Dir, cmd.Env = dir, []string{strangerVariable + "=" + sockets[0]}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("answer: ")) {
		t.Fatalf("%v: %s", err, out)
	}
	if bytes.Contains(out, []byte("200")) {
		t.Errorf("somebody else was answered: %s", out)
	}
}
