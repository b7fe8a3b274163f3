package registry_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// by is a claim of an account's device; who is the secret and the instance.
func by(account, device, name, who string) registry.Claim {
	c := claim(name, who, &session{})
	c.Account, c.Device = account, device
	return c
}

// sessionOf is the session that claims.
func sessionOf(c registry.Claim) *session { return c.Owner.(*session) }

// A stranger must not win the moment between a drop and the owner's return,
// not even with the owner's secret.
func TestAGrabberNeverWins(t *testing.T) {
	moves := by("designer-2", "evil", "shop", "g3")
	moves.Move = true
	grabbers := map[string]registry.Claim{
		"another account":                  by("grabber", "evil", "shop", "g1"),
		"another account with the secret":  by("grabber", "evil", "shop", "a"),
		"another account that moves":       moves,
		"no account":                       by("", "evil", "shop", "g2"),
		"no account, with the secret":      by("", "evil", "shop", "a"),
		"another device of the account":    by("designer", "other", "shop", "b"),
		"one whose account has all limits": {Name: "shop", Kind: wire.TLS, Account: "x", Limits: store.Limits{Tunnels: -1}, Owner: &session{}},
	}
	r := newRegistry(t)
	owner := by("designer", "studio-mac", "shop", "a")
	b := bind(t, r, owner)
	grab := func(ctx context.Context) {
		for name, c := range grabbers {
			if _, err := r.Bind(ctx, c); err == nil {
				t.Errorf("%s has the name", name)
			}
		}
	}
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() { // whenever
		for {
			select {
			case <-stop:
				return
			default:
				grab(context.Background())
			}
		}
	})
	for range 1000 {
		b.Drop()
		grab(t.Context()) // in the gap
		b = bind(t, r, owner)
	}
	close(stop)
	wg.Wait()
}

func TestWhoGetsAHeldName(t *testing.T) {
	move := func(c registry.Claim) registry.Claim { c.Move = true; return c }
	cases := []struct {
		name     string
		reserved bool
		claim    registry.Claim
		code     wire.Code // "": has it
	}{
		{"the device", false, by("designer", "mac", "shop", "a"), ""},
		{"the device under another name", false, by("designer", "new-mac", "shop", "a"), ""},
		{"the secret in another account", false, by("stranger", "mac", "shop", "a"), wire.CodeNameTaken},
		{"the secret without an account", false, by("", "mac", "shop", "a"), wire.CodeNameTaken},
		{"another account", false, by("stranger", "pc", "shop", "b"), wire.CodeNameTaken},
		{"another account that moves", false, move(by("stranger", "pc", "shop", "b")), wire.CodeNameTaken},
		{"no account that moves", false, move(by("", "pc", "shop", "b")), wire.CodeNameTaken},
		{"another device", false, by("designer", "pc", "shop", "b"), wire.CodeNameElsewhere},
		{"another device that moves", false, move(by("designer", "pc", "shop", "b")), ""},
		{"another device of a reserved name", true, by("designer", "pc", "shop", "b"), ""},
		{"another account of a reserved name", true, move(by("stranger", "pc", "shop", "a")), wire.CodeNameReserved},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := newRegistry(t)
			bind(t, r, by("designer", "mac", "shop", "a")).Drop()
			if c.reserved {
				if err := r.Reserve("shop", "designer"); err != nil {
					t.Fatal(err)
				}
			}
			if c.code != "" {
				wantRefused(t, r, c.claim, c.code)
				wantState(t, r, "shop", registry.Held)
				return
			}
			if b := bind(t, r, c.claim); b.Epoch != 2 {
				t.Errorf("epoch %d, want 2", b.Epoch)
			}
		})
	}
}

func TestANameIsMovedOnlyWhenAsked(t *testing.T) {
	r := newRegistry(t)
	mac, pc := by("designer", "studio-mac", "shop", "a"), by("designer", "pc", "shop", "b")
	old := bind(t, r, mac)

	got := refusal(t, r, pc)
	if want := "'shop' is shared from your computer studio-mac. Move it here?"; got.Code != wire.CodeNameElsewhere ||
		got.Device != "studio-mac" || got.Message != want || got.Retry {
		t.Errorf("refused with %+v, want %q", got, want)
	}
	if len(sessionOf(mac).lost) > 0 {
		t.Error("the first device lost its name by a question")
	}

	pc.Move = true
	bind(t, r, pc)
	lost := sessionOf(mac).lost
	if len(lost) != 1 || lost[0].Code != wire.CodeNameElsewhere || lost[0].Message != "'shop' was moved to your computer pc." {
		t.Errorf("the first device was told %+v", lost)
	}
	if sessionOf(mac).superseded {
		t.Error("the first device's session was ended with all its names")
	}
	old.Drop() // of the first device: it has nothing to say any more
	old.End()
	if e := wantState(t, r, "shop", registry.Live); e.Target != any(sessionOf(pc)) {
		t.Error("the name leads to the first device")
	}
	if got := refusal(t, r, mac); got.Code != wire.CodeNameElsewhere || got.Device != "pc" {
		t.Errorf("the first device is refused with %+v", got)
	}
}

// Two running clients with one key: who has the name keeps it, however often
// the other asks.
func TestTwoClientsDoNotFlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		first, second := by("designer", "mac", "shop", "a1"), by("designer", "mac", "shop", "a2")
		b := bind(t, r, first)
		for range 1000 {
			wantRefused(t, r, second, wire.CodeNameTaken)
			b.Drop() // the first connects anew
			b = bind(t, r, first)
		}
		if sessionOf(first).superseded || sessionOf(second).superseded {
			t.Error("a living client was ended")
		}
	})
}

// Names from before there were accounts go over to who shows their secret.
func TestNamesFromBeforeTheAccounts(t *testing.T) {
	r := newRegistry(t)
	bind(t, r, by("", "", "shop", "a")).Drop()
	wantRefused(t, r, by("stranger", "pc", "shop", "b"), wire.CodeNameTaken)
	anybody := by("", "", "shop", "b")
	anybody.Move = true
	wantRefused(t, r, anybody, wire.CodeNameTaken)
	bind(t, r, by("designer", "mac", "shop", "a")).Drop()
	wantRefused(t, r, by("", "", "shop", "a"), wire.CodeNameTaken)
}

func TestNamesThatAnAccountMayNotHave(t *testing.T) {
	r := newRegistry(t, func(c *registry.Config) { c.Refused = []string{"share"} })
	bind(t, r, by("designer", "mac", "old", "a")).Drop() // from before its names were laid down
	cases := []struct {
		name    string
		code    wire.Code
		message string
	}{
		{"shop", "", ""},
		{"team-a", "", ""},
		{"old", "", ""},
		{"", "", ""}, // the server makes one up
		{"team", wire.CodeNameReserved, "'team' is not a name your account may use. It may use: shop, team-*."},
		{"shop-2", wire.CodeNameReserved, "It may use: shop, team-*."},
		{"www", wire.CodeNameReserved, "'www' is reserved on this server. Choose another name."},
		{"i", wire.CodeNameReserved, "reserved"},
		{"share", wire.CodeNameReserved, "reserved"},
		{"team-paypal", wire.CodeBlocked, "Choose another name."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			claim := by("designer", "mac", c.name, "a")
			claim.Names = []string{"shop", "team-*", "["}
			if c.code == "" {
				bind(t, r, claim)
				return
			}
			claim.Names = claim.Names[:2]
			if got := refusal(t, r, claim); got.Code != c.code || !strings.Contains(got.Message, c.message) {
				t.Errorf("refused with %+v, want %s: %s", got, c.code, c.message)
			}
		})
	}
	t.Run("suggestions", func(t *testing.T) {
		bind(t, r, by("other", "pc", "team-x", "b"))
		claim := by("designer", "mac", "team-x", "a")
		claim.Names = []string{"team-*"}
		if got := refusal(t, r, claim); !slices.Equal(got.Suggestions, []string{"team-x-2", "team-x-studio", "team-x-3"}) {
			t.Errorf("suggestions %v: want some that it may have", got.Suggestions)
		}
	})
}

// A limit counts what is live and held in all sessions, so that connecting
// again gains nothing.
func TestAnAccountsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t)
		claim := func(name string) registry.Claim {
			c := by("designer", "mac", name, "a")
			c.Instance = name // each from a session of its own
			c.Limits.Tunnels = 3
			return c
		}
		for i := range 100 {
			bind(t, r, claim(fmt.Sprint("n", i))).Drop()
			time.Sleep(time.Second)
		}
		if live, held := r.Count(); live+held != 3 {
			t.Fatalf("%d live and %d held after connecting 100 times, want 3", live, held)
		}
		wantState(t, r, "n99", registry.Held)
		wantState(t, r, "n96", registry.Ended)

		var all []*registry.Binding
		for _, name := range []string{"n99", "x", "y"} {
			all = append(all, bind(t, r, claim(name)))
		}
		if live, held := r.Count(); live != 3 || held != 0 {
			t.Fatalf("%d live and %d held, want 3 live", live, held)
		}
		got := refusal(t, r, claim("z"))
		if got.Code != wire.CodeLimit || got.Retry || !strings.HasPrefix(got.Message, "Your account has 3 shares, as many as") {
			t.Errorf("refused with %+v", got)
		}
		wantRefused(t, r, claim("n97"), wire.CodeLimit) // a name it had
		other := by("other", "pc", "z", "b")
		other.Limits.Tunnels = 1
		bind(t, r, other)
		all[0].End()
		bind(t, r, claim("z2"))
	})
}

func TestReservedNamesAreHadBesidesTheLimit(t *testing.T) {
	r := newRegistry(t)
	claim := func(name string) registry.Claim {
		c := by("designer", "mac", name, "a")
		c.Limits.Tunnels = 2
		return c
	}
	for _, name := range []string{"r1", "r2", "r3"} {
		if err := r.Reserve(name, "designer"); err != nil {
			t.Fatal(err)
		}
	}
	bind(t, r, claim("r1")).Drop()
	bind(t, r, claim("a"))
	bind(t, r, claim("b"))
	wantState(t, r, "r1", registry.Held) // it made no room
	wantRefused(t, r, claim("r1"), wire.CodeLimit)
}

func TestAnAccountsPorts(t *testing.T) {
	p := &ports{open: map[int]bool{}}
	r := newRegistry(t, p.config)
	claim := func(name string) registry.Claim {
		c := tcpClaim(name, "a", 0)
		c.Account, c.Limits.Ports = "designer", 1
		return c
	}
	web := by("designer", "mac", "web", "a")
	web.Limits.Ports = 1
	bind(t, r, web).Drop()
	for i := range 10 { // more than the server has
		bind(t, r, claim(fmt.Sprint("db", i))).Drop()
	}
	if len(p.open) != 1 {
		t.Errorf("%d ports are open, want 1", len(p.open))
	}
	wantState(t, r, "web", registry.Held)
	bind(t, r, claim("db9"))
	if got := refusal(t, r, claim("db")); got.Code != wire.CodeLimit || !strings.Contains(got.Message, "1 TCP shares") {
		t.Errorf("refused with %+v", got)
	}
}
