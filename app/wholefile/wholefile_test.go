package wholefile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"gotunnel/app/wholefile"
)

func TestWrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "new", "file")
	for _, text := range []string{"first, and longer", "second"} {
		if err := wholefile.Write(name, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(name)
		if err != nil || string(got) != text {
			t.Errorf("it is %q, %v; want %q", got, err, text)
		}
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 && runtime.GOOS != "windows" {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	// What can't be put in place leaves all as it was.
	if err := wholefile.Write(filepath.Dir(name), []byte("x"), 0o600); err == nil {
		t.Error("a folder was written over")
	}
	for dir, want := range map[string]int{filepath.Dir(name): 1, filepath.Dir(filepath.Dir(name)): 1} {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) != want {
			t.Errorf("%s has %v, %v", dir, entries, err)
		}
	}
}

// Windows replaces no file that somebody reads.
func TestWriteWhileItIsRead(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "file")
	if err := wholefile.Write(name, []byte("first"), 0o600); err != nil {
		t.Fatal(err)
	}
	reader, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	done := make(chan error, 1)
	go func() { done <- wholefile.Write(name, []byte("second"), 0o600) }()
	for written := false; !written; { // until only its move is left
		select {
		case err := <-done:
			done <- err
			written = true
		default:
			all, _ := filepath.Glob(filepath.Join(dir, ".file.new-*"))
			written = len(all) == 1 && size(all[0]) == len("second")
		}
	}
	reader.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if got, _ := os.ReadFile(name); string(got) != "second" {
		t.Errorf("it is %q", got)
	}
}

func size(name string) int {
	info, err := os.Stat(name)
	if err != nil {
		return -1
	}
	return int(info.Size())
}

func TestRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "token")
	if _, err := wholefile.Read(name, 4); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	if err := os.WriteFile(name, []byte("far too long"), 0o600); err != nil {
		t.Fatal(err)
	}
	if data, err := wholefile.Read(name, 4); string(data) != "far " || err != nil {
		t.Errorf("got %q, %v", data, err)
	}
}
