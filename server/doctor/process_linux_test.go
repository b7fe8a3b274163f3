package doctor

import (
	"net"
	"path/filepath"
	"syscall"
	"testing"
)

// The limit is that of the process with the socket, here this one.
func TestOpenFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	ln, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	conn, err := net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		t.Fatal(err)
	}
	if got := OpenFiles(conn); uint64(got) != limit.Cur { //nolint:gosec // it is not negative
		t.Errorf("%d files, want %d", got, limit.Cur)
	}
}
