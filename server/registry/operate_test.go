package registry_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

func TestReservedNamesLast(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	run := func(do func(r *registry.Registry)) {
		s, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		do(newRegistry(t, func(c *registry.Config) { c.Keeper, c.Hold = registry.KeepIn(s), time.Nanosecond }))
	}
	run(func(r *registry.Registry) {
		if err := errors.Join(r.Reserve("shop", "designer"), r.Reserve("www", "designer")); err != nil {
			t.Fatal(err)
		}
		wantState(t, r, "shop", registry.Free) // for visitors
		wantRefused(t, r, by("stranger", "pc", "shop", "b"), wire.CodeNameReserved)
		bind(t, r, by("designer", "mac", "shop", "a")).Drop()
		b := bind(t, r, by("designer", "pc", "shop", "b"))
		wantRefused(t, r, by("designer", "mac", "shop", "a"), wire.CodeNameElsewhere) // while it is live
		b.End()
		wantState(t, r, "shop", registry.Ended)
		bind(t, r, by("designer", "mac", "www", "a")) // which is refused to others
	})
	run(func(r *registry.Registry) {
		wantState(t, r, "shop", registry.Free)
		wantRefused(t, r, by("stranger", "pc", "shop", "b"), wire.CodeNameReserved)
		bind(t, r, by("designer", "laptop", "shop", "c"))
		if err := r.Release("shop"); err != nil {
			t.Fatal(err)
		}
		bind(t, r, by("stranger", "pc", "shop", "b")).End()
	})
	run(func(r *registry.Registry) { wantState(t, r, "shop", registry.Free) })
}

// No time takes a reserved name from its account.
func TestReservedNamesAreNotSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go r.Run(ctx)
		if err := r.Reserve("shop", "designer"); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			bind(t, r, by("designer", "mac", "shop", "a")).Drop()
			time.Sleep(2 * week)
			wantState(t, r, "shop", registry.Free) // for visitors
			wantRefused(t, r, by("stranger", "pc", "shop", "b"), wire.CodeNameReserved)
		}
	})
}

// What the operator does reaches those who have the name.
func TestTheOperatorTakesNamesAway(t *testing.T) {
	cases := []struct {
		name string
		do   func(r *registry.Registry) error
		code wire.Code // the owner is told; "": it keeps the name
		then registry.State
	}{
		{"reserve it for its owner", func(r *registry.Registry) error { return r.Reserve("shop", "designer") }, "", registry.Live},
		{"reserve it for another", func(r *registry.Registry) error { return r.Reserve("shop", "other") }, wire.CodeNameReserved, registry.Free},
		{"release it", func(r *registry.Registry) error { return r.Release("shop") }, wire.CodeNameReserved, registry.Ended},
		{"block it", func(r *registry.Registry) error { return r.Block("shop", "phishing") }, wire.CodeBlocked, registry.Blocked},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRegistry(t)
			owner := by("designer", "mac", "shop", "a")
			b := bind(t, r, owner)
			if err := c.do(r); err != nil {
				t.Fatal(err)
			}
			lost := sessionOf(owner).lost
			if c.code == "" && len(lost) > 0 || c.code != "" && (len(lost) != 1 || lost[0].Code != c.code || lost[0].Message == "") {
				t.Errorf("the owner was told %+v, want %q", lost, c.code)
			}
			wantState(t, r, "shop", c.then)
			b.Drop()
			if c.code != "" {
				wantState(t, r, "shop", c.then)
			}
		})
	}
}

func TestBlocks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "db")
	run := func(do func(r *registry.Registry)) {
		s, err := store.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		do(newRegistry(t, func(c *registry.Config) { c.Keeper = registry.KeepIn(s) }))
	}
	mac := by("designer", "mac", "shop", "a")
	run(func(r *registry.Registry) {
		bind(t, r, mac).Drop()
		held := wantState(t, r, "shop", registry.Held)
		if err := errors.Join(r.Block("shop", "phishing"), r.Block("free", "")); err != nil {
			t.Fatal(err)
		}
		select {
		case <-held.Changed:
		default:
			t.Error("visitors of the held name go on waiting")
		}
		got := refusal(t, r, mac)
		if got.Code != wire.CodeBlocked || strings.Contains(got.Message, "phishing") {
			t.Errorf("refused with %+v: want no reason, it is the operator's note", got)
		}
		wantRefused(t, r, by("other", "pc", "free", "b"), wire.CodeBlocked)
		wantRefused(t, r, by("", "", "free", "b"), wire.CodeBlocked)
	})
	run(func(r *registry.Registry) {
		wantState(t, r, "shop", registry.Blocked)
		wantRefused(t, r, mac, wire.CodeBlocked)
		if err := r.Unblock("shop"); err != nil {
			t.Fatal(err)
		}
		wantRefused(t, r, by("other", "pc", "shop", "b"), wire.CodeNameTaken) // it stayed its owner's
		bind(t, r, mac).Drop()
	})
	run(func(r *registry.Registry) {
		wantState(t, r, "shop", registry.Held)
		wantState(t, r, "free", registry.Blocked)
	})
}
