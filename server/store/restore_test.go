package store_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/server/store"
)

// storeWith makes a store with one name, closed, and returns a backup of it.
func storeWith(t *testing.T, path, name string) []byte {
	t.Helper()
	s := open(t, path)
	var backup bytes.Buffer
	if err := errors.Join(s.PutName(store.Name{Name: name}), s.Backup(t.Context(), &backup), s.Close()); err != nil {
		t.Fatal(err)
	}
	return backup.Bytes()
}

func nameIn(t *testing.T, path string) string {
	t.Helper()
	s := open(t, path)
	defer s.Close()
	names, err := s.Names()
	if err != nil || len(names) != 1 {
		t.Fatalf("names %+v, %v", names, err)
	}
	return names[0].Name
}

func TestRestore(t *testing.T) {
	for name, before := range map[string]func(t *testing.T, path string){
		"over nothing":         func(*testing.T, string) {},
		"over a store":         func(t *testing.T, path string) { storeWith(t, path, "newer") },
		"over a damaged store": func(t *testing.T, path string) { write(t, path, []byte("damaged")) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			backup, path := filepath.Join(dir, "backup"), filepath.Join(dir, "db")
			write(t, backup, storeWith(t, filepath.Join(dir, "other"), "older"))
			before(t, path)
			was, _ := os.ReadFile(path)

			kept, err := store.Restore(backup, path)
			if err != nil {
				t.Fatal(err)
			}
			if got := nameIn(t, path); got != "older" {
				t.Errorf("the store has %q", got)
			}
			if (kept == "") != (was == nil) {
				t.Fatalf("kept %q", kept)
			}
			if kept != "" {
				if now, err := os.ReadFile(kept); err != nil || !bytes.Equal(now, was) {
					t.Errorf("what was there is not kept: %v", err)
				}
			}
			if left, _ := filepath.Glob(path + ".restoring*"); len(left) != 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

func TestRestoreOlderLayout(t *testing.T) {
	dir := t.TempDir()
	backup, path := filepath.Join(dir, "backup"), filepath.Join(dir, "db")
	layout(t, backup, "1")
	was, _ := os.ReadFile(backup)
	if _, err := store.Restore(backup, path); err != nil {
		t.Fatal(err)
	}
	if names, err := open(t, path).Names(); err != nil || len(names) != 2 {
		t.Errorf("names %+v, %v", names, err)
	}
	if now, _ := os.ReadFile(backup); !bytes.Equal(was, now) {
		t.Error("the backup was changed")
	}
}

func TestRestoreIsRefused(t *testing.T) {
	dir := t.TempDir()
	good := storeWith(t, filepath.Join(dir, "good"), "shop")
	tests := map[string]struct {
		backup func(t *testing.T, path string)
		live   bool
		want   string
	}{
		"no file":           {func(*testing.T, string) {}, false, "the backup can't be read"},
		"half a backup":     {func(t *testing.T, p string) { write(t, p, good[:len(good)/2]) }, false, "is not a whole backup of gotunneld"},
		"something else":    {func(t *testing.T, p string) { write(t, p, []byte("text")) }, false, "is not a whole backup of gotunneld"},
		"empty":             {func(t *testing.T, p string) { write(t, p, nil) }, false, "is not a whole backup of gotunneld"},
		"of a newer server": {func(t *testing.T, p string) { layout(t, p, "99") }, false, "use a newer gotunneld"},
		"a store in use":    {func(t *testing.T, p string) { open(t, p) }, false, "is in use by a gotunneld, so it is no backup"},
		"over one in use":   {func(t *testing.T, p string) { write(t, p, good) }, true, "another gotunneld uses this data folder"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			backup, path := filepath.Join(dir, "backup"), filepath.Join(dir, "db")
			storeWith(t, path, "mine")
			if tt.live {
				open(t, path)
			}
			tt.backup(t, backup)
			was, _ := os.ReadFile(path)
			_, err := store.Restore(backup, path)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
			if now, _ := os.ReadFile(path); !bytes.Equal(was, now) {
				t.Error("the store was changed")
			}
			if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}
