package wholefile_test

import (
	"os"
	"path/filepath"
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
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
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
