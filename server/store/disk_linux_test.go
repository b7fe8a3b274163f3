package store_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gotunnel/server/store"
)

// inNamespace runs the test again in a process with mounts of its own, as root
// there, and reports whether this is that process.
func inNamespace(t *testing.T) bool {
	t.Helper()
	if os.Getenv("STORE_TEST_NAMESPACE") != "" {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), "STORE_TEST_NAMESPACE=1")
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, syscall.EPERM), errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EINVAL):
		t.Skipf("this system lets nobody have mounts of their own: %v", err)
	case err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())):
		t.Errorf("%v:\n%s", err, out)
	}
	return false
}

func mount(t *testing.T, source, target, kind string, flags uintptr, data string) {
	t.Helper()
	if err := syscall.Mount(source, target, kind, flags, data); err != nil {
		t.Fatalf("mount %s: %v", target, err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(target, syscall.MNT_DETACH) })
}

func TestFullDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	dir := t.TempDir()
	mount(t, "tmpfs", dir, "tmpfs", 0, "size=256k")
	path := filepath.Join(dir, "db")
	s := open(t, path)
	fill := filepath.Join(dir, "fill")
	if err := s.PutName(store.Name{Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	_ = os.WriteFile(fill, make([]byte, 1<<20), 0o600) // as much of it as fits
	err := s.Update(t.Context(), func(tx store.Writer) error { return tx.Put("big", make([]byte, 60<<10)) })
	if err == nil || !strings.Contains(err.Error(), "is full") || !strings.Contains(err.Error(), "make room on it") {
		t.Errorf("with a full disk: %v", err)
	}
	// It can be read, and written once there is room, without a restart.
	if names, err := s.Names(); err != nil || len(names) != 1 {
		t.Errorf("names %+v, %v", names, err)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.PutName(store.Name{Name: "brand"}), s.Close()); err != nil {
		t.Errorf("with room again: %v", err)
	}
	if names, err := open(t, path).Names(); err != nil || len(names) != 2 {
		t.Errorf("names %+v, %v", names, err)
	}
}

// A store that could not be made leaves no file that looks damaged, and one
// that could not be brought up to date is as it was.
func TestFullDiskAtStart(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	dir := t.TempDir()
	mount(t, "tmpfs", dir, "tmpfs", 0, "size=64k")
	old, fresh, fill := filepath.Join(dir, "old"), filepath.Join(dir, "db"), filepath.Join(dir, "fill")
	layout(t, old, "1")
	was, _ := os.ReadFile(old)
	_ = os.WriteFile(fill, make([]byte, 1<<20), 0o600)
	for _, path := range []string{old, fresh} {
		if _, err := store.Open(path); err == nil || !strings.Contains(err.Error(), "is full") {
			t.Errorf("with a full disk: %v", err)
		}
	}
	if now, _ := os.ReadFile(old); !bytes.Equal(was, now) {
		t.Error("the old store was changed")
	}
	if _, err := os.Stat(fresh); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a half-made store is left: %v", err)
	}
	if left, _ := filepath.Glob(old + ".*"); len(left) != 0 {
		t.Errorf("left behind: %q", left)
	}
	if err := os.Remove(fill); err != nil {
		t.Fatal(err)
	}
	open(t, fresh)
}

func TestReadOnlyDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "db")
	storeWith(t, path, "shop")
	mount(t, dir, dir, "", syscall.MS_BIND, "")
	mount(t, "", dir, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, "")
	for _, path := range []string{path, filepath.Join(dir, "fresh")} {
		_, err := store.Open(path)
		if err == nil || !strings.Contains(err.Error(), "can't be written") || !strings.Contains(err.Error(), "--data") {
			t.Errorf("on a read-only disk: %v", err)
		}
	}
}

// An ordinary user who may not write the file.
func TestNotMine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	storeWith(t, path, "shop")
	if err := os.Chmod(path, 0o400); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		t.Skip("root may write every file")
	}
	if _, err := store.Open(path); err == nil || !strings.Contains(err.Error(), "can't be written") {
		t.Errorf("a file of somebody else: %v", err)
	}
}
