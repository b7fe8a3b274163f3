//go:build unix

package folder_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// None of these may block, or be set to work by being opened.
func TestSpecialFiles(t *testing.T) {
	dir := lay(t, files{"index.html": "home", "fifos/": ""})
	t.Chdir(dir) // a socket's path is short
	must(t, unix.Mkfifo("fifo", 0o666))
	must(t, unix.Mkfifo("fifo.html", 0o666))
	must(t, unix.Mkfifo("fifos/index.html", 0o666))
	must(t, os.Symlink("fifo", "to-fifo.html"))
	socket, err := net.Listen("unix", "socket.html")
	must(t, err)
	defer socket.Close()
	names := []string{"fifo", "fifo.html", "to-fifo.html", "socket.html", "fifos/"}
	if err := unix.Mknod("zero.html", syscall.S_IFCHR|0o666, int(unix.Mkdev(1, 5))); err == nil {
		names = append(names, "zero.html")
	} else {
		t.Logf("without a device: %v", err)
	}
	addr := serve(t, dir)
	for _, name := range names {
		t.Run(name, func(t *testing.T) { get(t, addr, "/"+name).expectMissing(t) })
	}
	must(t, os.Remove("index.html"))
	if body := get(t, addr, "/").body; strings.Count(body, "<li>") != 1 {
		t.Errorf("the gallery shows more than the folder fifos:\n%s", body)
	}
}

func TestPermission(t *testing.T) {
	dir := lay(t, files{"file.html": "x", "sub/file.html": "x", "index/index.html": "x"})
	for _, name := range []string{"file.html", "sub", "index/index.html"} {
		must(t, os.Chmod(filepath.Join(dir, name), 0))
	}
	t.Cleanup(func() { _ = os.Chmod(filepath.Join(dir, "sub"), 0o755) })
	if _, err := os.ReadDir(filepath.Join(dir, "sub")); err == nil {
		t.Skip("this user may read everything")
	}
	addr := serve(t, dir)
	for _, target := range []string{"/file.html", "/sub/", "/sub/file.html", "/index/"} {
		get(t, addr, target).expectMissing(t)
	}
}

// Build tools delete the folder that they write to.
func TestDeletedAndBack(t *testing.T) {
	above := lay(t, files{"dist/index.html": "first", "elsewhere/index.html": secret})
	dir := filepath.Join(above, "dist")
	addr := serve(t, dir)
	get(t, addr, "/").expect(t, 200, "first")
	must(t, os.RemoveAll(dir))
	get(t, addr, "/").expectMissing(t)
	layIn(t, above, files{"dist/index.html": "second"})
	get(t, addr, "/").expect(t, 200, "second")

	must(t, os.Rename(dir, dir+"-old"))
	must(t, os.Symlink("elsewhere", dir))
	get(t, addr, "/").expectMissing(t)
	must(t, os.Remove(dir))
	must(t, os.WriteFile(dir, []byte(secret), 0o644))
	get(t, addr, "/").expectMissing(t)
	must(t, os.Remove(dir))
	must(t, os.Rename(dir+"-old", dir))
	get(t, addr, "/").expect(t, 200, "second")
}

func TestClosed(t *testing.T) {
	dir := lay(t, files{"index.html": "home"})
	f := open(t, dir)
	addr := listen(t, f)
	get(t, addr, "/").expect(t, 200, "home")
	must(t, f.Close())
	must(t, f.Close())
	get(t, addr, "/").expectMissing(t)
	get(t, addr, "/.gotunnel/reload").expect(t, 200, "")
}
