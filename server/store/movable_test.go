package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"gotunnel/server/store"
	"gotunnel/server/store/storetest"
)

func movable(t *testing.T) (m *store.Movable, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "db")
	m, err := store.OpenMovable(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m, path
}

func TestMovable(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Backend {
		m, _ := movable(t)
		return m
	})
}

func putName(b store.Backend, name string) error {
	return store.New(b).PutName(store.Name{Name: name})
}

func namesOf(t *testing.T, b store.Backend) (list string) {
	t.Helper()
	all, err := store.New(b).Names()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range all {
		list += n.Name + " "
	}
	return list
}

// The other process finds what was stored, and this one writes no more.
func TestMovedStore(t *testing.T) {
	m, path := movable(t)
	must(t, putName(m, "one"))
	must(t, m.Suspend(t.Context()))
	waiting := make(chan error)
	go func() { waiting <- putName(m, "two") }()
	other, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if got := namesOf(t, other); got != "one " {
		t.Errorf("the other process finds %q", got)
	}
	select {
	case err := <-waiting:
		t.Fatalf("a write to a suspended store returned %v", err)
	default:
	}
	m.Leave()
	if err := <-waiting; !errors.Is(err, store.ErrMoved) {
		t.Errorf("who waited got %v", err)
	}
	if err := putName(m, "three"); !errors.Is(err, store.ErrMoved) {
		t.Errorf("who came later got %v", err)
	}
	must(t, m.Close())
	if got := namesOf(t, other); got != "one " {
		t.Errorf("the other process then has %q", got)
	}
}

// When the other process could not, all is as before.
func TestResumedStore(t *testing.T) {
	m, _ := movable(t)
	must(t, putName(m, "one"))
	must(t, m.Suspend(t.Context()))
	waiting := make(chan error)
	go func() { waiting <- putName(m, "two") }()
	must(t, m.Resume())
	must(t, <-waiting)
	if got := namesOf(t, m); got != "one two " {
		t.Errorf("it has %q", got)
	}
}

// A backup that somebody takes slowly is not cut off.
func TestSuspendWaitsForCalls(t *testing.T) {
	m, _ := movable(t)
	inside, leave := make(chan struct{}), make(chan struct{})
	done := make(chan error)
	go func() {
		done <- m.View(context.Background(), func(store.Reader) error {
			close(inside)
			<-leave
			return nil
		})
	}()
	<-inside
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := m.Suspend(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("suspended with %v", err)
	}
	close(leave)
	must(t, <-done)
	must(t, putName(m, "one"))
}

// While somebody has the file, it is lost to this process with a word why.
func TestResumeOfALockedStore(t *testing.T) {
	m, path := movable(t)
	must(t, m.Suspend(t.Context()))
	other, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := m.Resume(); !errors.Is(err, store.ErrLocked) {
		t.Errorf("resumed with %v", err)
	}
	if err := putName(m, "one"); !errors.Is(err, store.ErrLocked) {
		t.Errorf("a write got %v", err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
