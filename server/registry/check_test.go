package registry_test

import (
	"errors"
	"reflect"
	"testing"
	"testing/synctest"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/wire"
)

// What Check says is what Bind says then, in the same words; and Check leaves no trace.
func TestCheckSaysWhatBindWould(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		if err := errors.Join(r.Reserve("theirs", "stranger"), r.Block("bad", "")); err != nil {
			t.Fatal(err)
		}
		bind(t, r, by("stranger", "pc", "taken", "s"))
		bind(t, r, by("stranger", "pc", "kept", "s")).Drop()
		bind(t, r, by("designer", "pc", "elsewhere", "p"))
		bind(t, r, by("designer", "mac", "held", "m")).Drop()
		bind(t, r, by("stranger", "pc", "ended", "s")).End()
		alive, dead := by("designer", "mac", "alive", "m"), by("designer", "mac", "dead", "m")
		alive.Instance, dead.Instance = "another", "another"
		dead.Owner = &session{dead: true}
		dead.Target = dead.Owner
		bind(t, r, alive)
		bind(t, r, dead)
		for name, want := range map[string]wire.Code{
			"new": "", "held": "", "ended": "", "dead": "", "taken": wire.CodeNameTaken, "kept": wire.CodeNameTaken,
			"alive": wire.CodeNameTaken, "elsewhere": wire.CodeNameElsewhere, "theirs": wire.CodeNameReserved,
			"www": wire.CodeNameReserved, "bad": wire.CodeBlocked, "paypal": wire.CodeBlocked, "odd": wire.CodeNameReserved,
		} {
			c := by("designer", "mac", name, "m")
			if name == "odd" {
				c.Names = []string{"team-*"}
			}
			before := r.Lookup(name)
			live, held := r.Count()
			checked := r.Check(t.Context(), c)
			if l, h := r.Count(); l != live || h != held || !reflect.DeepEqual(r.Lookup(name), before) {
				t.Errorf("%s: the check changed something", name)
			}
			b, bound := r.Bind(t.Context(), c)
			if !reflect.DeepEqual(checked, bound) {
				t.Errorf("%s: checked %+v, bound %+v", name, checked, bound)
			}
			refusal, _ := errors.AsType[wire.Error](bound)
			if refusal.Code != want || (want == wire.CodeNameTaken && len(refusal.Suggestions) == 0) {
				t.Errorf("%s: %+v, want %q", name, refusal, want)
			}
			if b != nil {
				b.End()
			}
		}
	})
}

// A name that the session itself has is no refusal, unlike for a second bind.
func TestCheckOfAnOwnName(t *testing.T) {
	for _, single := range []bool{false, true} {
		r := newRegistry(t, func(c *registry.Config) { c.Single = single })
		c := by("", "", "shop", "m")
		bind(t, r, c)
		if err := r.Check(t.Context(), c); err != nil {
			t.Errorf("single %v: %v", single, err)
		}
	}
}
