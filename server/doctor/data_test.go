package doctor

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"gotunnel/server"
)

func TestFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	check(t, folder(data, " --listen x"), "fix begin with gotunneld invite designer --listen x")
	if err := os.WriteFile(data, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, folder(data, ""), "fix is no folder")
	if err := errors.Join(os.Remove(data), os.Mkdir(data, 0o700)); err != nil {
		t.Fatal(err)
	}
	check(t, folder(data, ""), "ok is there, writable and closed")
	if left, err := os.ReadDir(data); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if err := os.Chmod(data, 0o755); err != nil { //nolint:gosec // that is what is looked at
		t.Fatal(err)
	}
	check(t, folder(data, ""), "fix mode 0755): chmod 700 "+data)
}

func TestFolderThatCannotBeWritten(t *testing.T) {
	if os.Getuid() == 0 {
		// The kernel lets nobody make files here.
		check(t, folder("/proc/self/task", ""), "fix is open to everyone", "fix can't be written to")
		return
	}
	data := t.TempDir()
	if err := os.Chmod(data, 0o500); err != nil { //nolint:gosec // that is what is looked at
		t.Fatal(err)
	}
	check(t, folder(data, ""), "fix can't be written to")
}

// Root may have left a file that the server's user can't write.
func TestFilesOfOthers(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	const user = 1234
	data := t.TempDir()
	path := server.StorePath(data)
	if err := errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(data, 0o700), os.Chown(data, user, user)); err != nil { //nolint:gosec // a folder
		t.Fatal(err)
	}
	check(t, folder(data, ""), "fix belongs to user 0, and its folder to user 1234: chown --reference="+data+" "+path)
	if err := os.Chown(path, user, user); err != nil {
		t.Fatal(err)
	}
	check(t, folder(data, ""), "ok ")
}

func TestDisk(t *testing.T) {
	data := t.TempDir()
	have := func(n int64, err error) func(string) (int64, error) {
		return func(string) (int64, error) { return n, err }
	}
	check(t, disk(data, free), "ok are free for "+data)
	check(t, disk(data, have(spare, nil)), "ok 100 MB are free")
	if err := os.WriteFile(server.StorePath(data), []byte("store"), 0o600); err != nil {
		t.Fatal(err)
	}
	check(t, disk(data, have(spare, nil)), "fix make room on the disk that df "+data+" names")
	check(t, disk(data, have(0, errors.ErrUnsupported)), "unknown can't be found out")
	check(t, disk(data, have(0, fs.ErrNotExist)))
}
