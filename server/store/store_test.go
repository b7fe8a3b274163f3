package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

func open(t *testing.T, path string) *store.Store {
	t.Helper()
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func update(t *testing.T, s *store.Store, f func(tx store.Writer) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func view(t *testing.T, s *store.Store, f func(tx store.Reader) error) {
	t.Helper()
	if err := s.View(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func TestNamesOutliveTheServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	s := open(t, path)
	kept := store.Name{
		Name: "shop", Kind: wire.TCP, Port: 20001, Resume: [32]byte{1, 2},
		Used: time.Now().UTC().Round(time.Second), Epoch: 7,
	}
	for _, err := range []error{
		s.PutName(store.Name{Name: "shop"}), s.PutName(kept),
		s.PutName(store.Name{Name: "gone"}), s.DeleteName("gone"), s.DeleteName("never-there"),
		s.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := open(t, path).Names()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 1 || got[0] != kept {
		t.Errorf("after reopening: %+v, want only %+v", got, kept)
	}
}

func TestTwoServersOnOneStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	open(t, path)
	if _, err := store.Open(path); !errors.Is(err, store.ErrLocked) {
		t.Fatalf("the second Open = %v, want ErrLocked", err)
	}
}
