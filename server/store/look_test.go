package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"gotunnel/server/store"
)

func TestLook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	if _, _, err := store.Look(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without a file: %v", err)
	}
	s := open(t, path)
	if _, _, err := store.Look(path); !errors.Is(err, store.ErrLocked) {
		t.Errorf("while it is in use: %v", err)
	}
	if err := errors.Join(s.PutName(store.Name{Name: "shop"}), s.Close()); err != nil {
		t.Fatal(err)
	}
	look, layout, err := store.Look(path)
	if err != nil || layout != 2 {
		t.Fatalf("layout %d, %v", layout, err)
	}
	if names, err := look.Names(); err != nil || len(names) != 1 {
		t.Errorf("names %+v, %v", names, err)
	}
	if look.PutName(store.Name{Name: "other"}) == nil {
		t.Error("it was written")
	}
	if err := look.Close(); err != nil {
		t.Error(err)
	}
}

func TestLookAtAnOlderLayout(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	layout(t, path, "1")
	s, have, err := store.Look(path)
	if s != nil || have != 1 || err != nil {
		t.Errorf("%v, layout %d, %v", s, have, err)
	}
	open(t, path) // nothing holds it
}
