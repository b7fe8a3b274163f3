//go:build unix

package localapi_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

func TestSocketIsPrivate(t *testing.T) {
	start(t)
	for path, want := range map[string]os.FileMode{"gotunnel": 0o700, "gotunnel/*.sock": 0o600} {
		match, _ := filepath.Glob(filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), path))
		info, err := os.Stat(match[0])
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v", path, info.Mode(), err)
		}
	}
}

// What is left of a program that was killed is no share, and no hindrance.
func TestFindSkipsTheDead(t *testing.T) {
	start(t)
	dir := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "gotunnel")
	ln, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "1.sock"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	ln.SetUnlinkOnClose(false)
	ln.Close()
	find(t)
}

// Among temporary files somebody else may have been there first.
func TestFolderThatIsALink(t *testing.T) {
	run := t.TempDir()
	t.Setenv("XDG_RUNTIME_DIR", run)
	if err := os.Symlink(t.TempDir(), filepath.Join(run, "gotunnel")); err != nil {
		t.Skip(err)
	}
	if ln, err := localapi.Listen(); err == nil {
		ln.Close()
		t.Error("a link to elsewhere was taken")
	}
}

// What the system says of a path that is too long helps nobody.
func TestSocketWithALongPath(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", filepath.Join(t.TempDir(), strings.Repeat("long", 30)))
	ln, err := localapi.Listen()
	if err == nil {
		ln.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "XDG_RUNTIME_DIR") {
		t.Errorf("it says %v", err)
	}
}
