package main

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"gotunnel/app/folders"
)

// Many first starts at once agree on one key, and so does every later one.
func TestDeviceKeyIsOne(t *testing.T) {
	dir := ownState(t)
	keys := make([][keySize]byte, 16)
	errs := make([]error, len(keys))
	var wg sync.WaitGroup
	for i := range keys {
		wg.Go(func() { keys[i], errs[i] = deviceKey() })
	}
	wg.Wait()
	for i, key := range keys {
		if errs[i] != nil {
			t.Fatal(errs[i])
		}
		if key != keys[0] || key == ([keySize]byte{}) {
			t.Errorf("start %d has key %x, start 0 %x", i, key, keys[0])
		}
	}
	if later, err := deviceKey(); err != nil || later != keys[0] {
		t.Errorf("a later start has key %x (%v), want %x", later, err, keys[0])
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("got %d files (%v), want the key alone", len(entries), err)
	}
	info, err := os.Stat(filepath.Join(dir, "device.key"))
	if err != nil {
		t.Fatal(err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode != 0o600 {
		t.Errorf("got mode %o, want 600", mode)
	}
}

func TestDeviceKeyIsDamaged(t *testing.T) {
	for _, content := range []string{"", "short", strings.Repeat("x", keySize+1)} {
		dir := ownState(t)
		file := filepath.Join(dir, "device.key")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := deviceKey()
		if err == nil || !strings.Contains(err.Error(), "is damaged: "+file) {
			t.Errorf("%d bytes: got error %v, want one that names the file", len(content), err)
		}
		if kept, _ := os.ReadFile(file); string(kept) != content {
			t.Errorf("%d bytes were replaced by %d", len(content), len(kept))
		}
	}
}

// ownState gives the test a state folder of its own, for all systems.
func ownState(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "AppData"} {
		t.Setenv(name, home)
	}
	dir, err := folders.State()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}
