package storetest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"gotunnel/server/store"
)

func atomic(t *testing.T, b store.Backend) {
	put(t, b, "a", "1", "b", "2")
	err := b.Update(t.Context(), func(tx store.Writer) error {
		return errors.Join(tx.Put("a", []byte("x")), tx.Put("c", []byte("x")), tx.Delete("b"), errTest)
	})
	if !errors.Is(err, errTest) {
		t.Errorf("Update returned %v, want the error of f", err)
	}
	expect(t, b, "a", "1", "b", "2")
}

func readOwnWrites(t *testing.T, b store.Backend) {
	put(t, b, "a", "1", "b", "2")
	update(t, b, func(tx store.Writer) error {
		err := errors.Join(tx.Put("c", []byte("3")), tx.Put("a", []byte("9")), tx.Delete("b"))
		for key, want := range map[string]string{"a": "9", "b": "", "c": "3"} {
			value, getErr := tx.Get(key)
			if string(value) != want || (value == nil) != (want == "") {
				t.Errorf("within the update, %s is %q, want %q", key, value, want)
			}
			err = errors.Join(err, getErr)
		}
		var keys []string
		err = errors.Join(err, tx.Each("", func(key string, _ []byte) error { keys = append(keys, key); return nil }))
		if !slices.Equal(keys, []string{"a", "c"}) {
			t.Errorf("within the update, the keys are %q", keys)
		}
		return err
	})
	expect(t, b, "a", "9", "c", "3")
}

func isolation(t *testing.T, b store.Backend) {
	put(t, b, "a", "1", "b", "1")
	err := b.View(t.Context(), func(tx store.Reader) error {
		before, err := tx.Get("a")
		if err != nil {
			return err
		}
		first := string(before)
		var wg sync.WaitGroup
		wg.Go(func() { put(t, b, "a", "2", "b", "2", "c", "2") })
		wg.Wait() // so a view keeps no writer waiting either
		var after []string
		err = tx.Each("", func(key string, value []byte) error { after = append(after, key+string(value)); return nil })
		if want := []string{"a1", "b1"}; first != "1" || !slices.Equal(after, want) {
			t.Errorf("the view read %q, then %q; want %q", first, after, want)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	expect(t, b, "a", "2", "b", "2", "c", "2")
}

func lostUpdates(t *testing.T, b store.Backend) {
	const writers, each = 8, 25
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range each {
				err := b.Update(t.Context(), func(tx store.Writer) error {
					value, err := tx.Get("count")
					if err != nil {
						return err
					}
					n, _ := strconv.Atoi(string(value)) // nothing there is 0
					return tx.Put("count", []byte(strconv.Itoa(n+1)))
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	expect(t, b, "count", strconv.Itoa(writers*each))
}

// writeSkew has each of two updates write only if the other's list is empty, as
// when a name may be reserved or blocked. One has to lose.
func writeSkew(t *testing.T, b store.Backend) {
	for round := range 50 {
		prefix := strconv.Itoa(round) + "/"
		var wg sync.WaitGroup
		for _, keys := range [][2]string{{"x/", "y/"}, {"y/", "x/"}} {
			wg.Go(func() {
				err := b.Update(t.Context(), func(tx store.Writer) error {
					free := true
					err := tx.Each(prefix+keys[1], func(string, []byte) error { free = false; return nil })
					if err != nil || !free {
						return err
					}
					return tx.Put(prefix+keys[0]+"1", []byte("mine"))
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := list(t, b, prefix); len(got) != 2 {
			t.Fatalf("round %d kept %q, want one record", round, got)
		}
	}
}

func ended(t *testing.T, b store.Backend) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	called := false
	for name, err := range map[string]error{
		"View":   b.View(ctx, func(store.Reader) error { called = true; return nil }),
		"Update": b.Update(ctx, func(tx store.Writer) error { called = true; return tx.Put("a", []byte("1")) }),
		"Backup": b.Backup(ctx, countingWriter{&called}),
	} {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s returned %v, want context.Canceled", name, err)
		}
	}
	if called {
		t.Error("something was done all the same")
	}
	expect(t, b)
}

type countingWriter struct{ called *bool }

func (w countingWriter) Write(p []byte) (int, error) { *w.called = true; return len(p), nil }

func closed(t *testing.T, b store.Backend) {
	put(t, b, "a", "1")
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if err := b.View(t.Context(), func(store.Reader) error { return nil }); err == nil {
		t.Error("View after Close is no error")
	}
	if err := b.Update(t.Context(), func(store.Writer) error { return nil }); err == nil {
		t.Error("Update after Close is no error")
	}
}
