package storetest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gotunnel/server/store"
)

func putAndGet(t *testing.T, b store.Backend) {
	put(t, b, "a", "1", "b", "")
	put(t, b, "a", "2")
	err := b.View(t.Context(), func(tx store.Reader) error {
		for _, want := range []struct {
			key, value string
			there      bool
		}{{"a", "2", true}, {"b", "", true}, {"c", "", false}, {"", "", false}} {
			value, err := tx.Get(want.key)
			if err != nil || string(value) != want.value || (value != nil) != want.there {
				t.Errorf("Get(%q) = %q, %v; there: %v", want.key, value, err, want.there)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func deleted(t *testing.T, b store.Backend) {
	put(t, b, "a", "1", "b", "2", "c", "3")
	update(t, b, func(tx store.Writer) error { return tx.Delete("b") })
	update(t, b, func(tx store.Writer) error { return tx.Delete("never-there") })
	expect(t, b, "a", "1", "c", "3")
}

func bounds(t *testing.T, b store.Backend) {
	for name, tt := range map[string]struct {
		key, value int
		fits       bool
	}{
		"an empty key":       {0, 1, false},
		"the longest key":    {512, 1, true},
		"a longer key":       {513, 1, false},
		"the longest value":  {1, 64 << 10, true},
		"a longer value":     {1, 64<<10 + 1, false},
		"the longest of all": {512, 64 << 10, true},
	} {
		key := strings.Repeat("k", tt.key)
		err := b.Update(t.Context(), func(tx store.Writer) error { return tx.Put(key, make([]byte, tt.value)) })
		if (err == nil) != tt.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func prefix(t *testing.T, b store.Backend) {
	put(t, b, "b/2", "x", "a/1", "x", "b/10", "x", "b", "x", "c/1", "x", "b/1", "x", "b0", "x", "b/ü", "x", "b/\x00", "x")
	want := []string{"b/\x00", "x", "b/1", "x", "b/10", "x", "b/2", "x", "b/ü", "x"}
	if got := list(t, b, "b/"); !slices.Equal(got, want) {
		t.Errorf("under b/ there are %q, want %q", got, want)
	}
	if got := list(t, b, "d"); len(got) != 0 {
		t.Errorf("under d there are %q", got)
	}
	seen := 0
	err := b.View(t.Context(), func(tx store.Reader) error {
		seen = 0
		return tx.Each("b/", func(string, []byte) error { seen++; return errTest })
	})
	if err != errTest || seen != 1 { //nolint:errorlint // it is to be passed on as it is
		t.Errorf("stopped after %d records with %v, want 1 and the error of f", seen, err)
	}
}

func longList(t *testing.T, b store.Backend) {
	const updates, each = 200, 100
	value := strings.Repeat("v", 200)
	for i := range updates {
		var pairs []string
		for j := range each {
			// The first is written last.
			pairs = append(pairs, fmt.Sprintf("long/%05d", (updates-i)*each-j-1), value)
		}
		put(t, b, pairs...)
	}
	put(t, b, "longer", "x", "lon", "x")
	got := list(t, b, "long/")
	if len(got) != 2*updates*each {
		t.Fatalf("%d records, want %d", len(got)/2, updates*each)
	}
	for i := range updates * each {
		if want := fmt.Sprintf("long/%05d", i); got[2*i] != want || got[2*i+1] != value {
			t.Fatalf("record %d is %q, want %q with its value", i, got[2*i], want)
		}
	}
}
