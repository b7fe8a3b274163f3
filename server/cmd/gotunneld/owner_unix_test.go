//go:build unix

package main

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// What root makes before the server runs is the server's, whose folder it is.
func TestRootLeavesNothingThatTheServerCannotOpen(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can make a folder somebody else's")
	}
	const nobody = 65534
	data := t.TempDir()
	if err := os.Chown(data, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	ordered(t, data, "invite", "designer")
	made, err := filepath.Glob(filepath.Join(data, "*"))
	if err != nil || len(made) < 2 {
		t.Fatalf("made %q, %v", made, err)
	}
	for _, path := range made {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if stat, ok := info.Sys().(*syscall.Stat_t); !ok || stat.Uid != nobody || stat.Gid != nobody {
			t.Errorf("%s is %+v's", path, info.Sys())
		}
	}
}
