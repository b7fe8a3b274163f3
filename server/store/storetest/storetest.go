// Package storetest has the rules of [store.Backend] as tests. Whoever makes a
// backend runs them:
//
//	func TestBackend(t *testing.T) {
//		storetest.Run(t, func(t *testing.T) store.Backend { ... })
//	}
//
// It does not test what a backend says when its database fails, which differs.
package storetest

import (
	"errors"
	"slices"
	"testing"

	"gotunnel/server/store"
)

// Run checks backends that open makes, which are empty at first. It closes
// them.
func Run(t *testing.T, open func(t *testing.T) store.Backend) {
	for name, test := range map[string]func(t *testing.T, b store.Backend){
		"what was put is there":                  putAndGet,
		"what was deleted is gone":               deleted,
		"keys and values have bounds":            bounds,
		"a prefix in the order of its keys":      prefix,
		"a long list":                            longList,
		"an update is kept whole or not at all":  atomic,
		"an update reads what it wrote":          readOwnWrites,
		"a view sees one moment":                 isolation,
		"no update of eight writers is lost":     lostUpdates,
		"checks of two updates do not cross":     writeSkew,
		"an ended context":                       ended,
		"a backup while others write is a store": backup,
		"after Close":                            closed,
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			t.Cleanup(func() { _ = b.Close() }) // some tests did
			test(t, b)
		})
	}
}

var errTest = errors.New("the test's own")

func put(t *testing.T, b store.Backend, keysAndValues ...string) {
	t.Helper()
	err := b.Update(t.Context(), func(tx store.Writer) error {
		for pair := range slices.Chunk(keysAndValues, 2) {
			if err := tx.Put(pair[0], []byte(pair[1])); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err) // also called by goroutines
	}
}

// expect compares all records with what they should be, in order.
func expect(t *testing.T, b store.Backend, want ...string) {
	t.Helper()
	if got := list(t, b, ""); !slices.Equal(got, want) {
		t.Errorf("the records are %q, want %q", got, want)
	}
}

// list returns keys and values in turn.
func list(t *testing.T, b store.Backend, prefix string) []string {
	t.Helper()
	var got []string
	err := b.View(t.Context(), func(tx store.Reader) error {
		got = nil
		return tx.Each(prefix, func(key string, value []byte) error {
			got = append(got, key, string(value))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func update(t *testing.T, b store.Backend, f func(tx store.Writer) error) {
	t.Helper()
	if err := b.Update(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}
