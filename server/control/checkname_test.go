package control_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gotunnel/server/access"
	"gotunnel/tunnelcore/wire"
)

func (c *client) check(seq uint64, name string) *wire.Error {
	c.lab.t.Helper()
	c.send(wire.Check{Seq: seq, Name: name})
	answer := next[wire.Checked](c)
	if answer.Seq != seq {
		c.lab.t.Fatalf("question %d was answered, want %d", answer.Seq, seq)
	}
	return answer.Refusal
}

func TestNamesAreAskedAbout(t *testing.T) {
	in(t, func(l *lab) {
		a, b := l.join(hello("a", "a1")), l.join(hello("b", "b1"))
		a.has("t1", "shop")
		for name, want := range map[string]wire.Code{
			"Docs": "", "shop": wire.CodeNameTaken, "SHOP": wire.CodeNameTaken, "": wire.CodeNameInvalid,
			"a b": wire.CodeNameInvalid, strings.Repeat("a", 60000): wire.CodeNameInvalid,
		} {
			refusal := b.check(7, name)
			time.Sleep(time.Second) // so that it is not too much
			if got := code(refusal); got != want {
				t.Errorf("%.20s: %s, want %q", name, got, want)
			}
		}
		if refusal := b.check(8, "shop"); len(refusal.Suggestions) == 0 {
			t.Errorf("nothing is suggested: %+v", refusal)
		}
		if refusal := a.check(9, "shop"); refusal != nil {
			t.Errorf("its own name: %+v", refusal)
		}
		b.has("t1", "docs") // which was only asked about
	})
}

func code(e *wire.Error) wire.Code {
	if e == nil {
		return ""
	}
	return e.Code
}

func TestTheAccountIsAskedFor(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", access.Identity{Account: "designer", Device: "studio-mac"})
		l.door.know("pc", access.Identity{Account: "designer", Device: "pc", Names: []string{"team-*"}})
		with := func(token string) wire.Hello {
			h := hello(token, token+"1")
			h.Token = token
			return h
		}
		mac, pc := l.join(with("mac")), l.join(with("pc"))
		mac.has("t1", "shop")
		if r := pc.check(1, "shop"); code(r) != wire.CodeNameElsewhere || r.Device != "studio-mac" {
			t.Errorf("its own on another device: %+v", r)
		}
		if r := pc.check(2, "other"); code(r) != wire.CodeNameReserved {
			t.Errorf("not in its pattern: %+v", r)
		}
	})
}

// Nobody finds out names faster than somebody types.
func TestAskingIsLimited(t *testing.T) {
	in(t, func(l *lab) {
		a := l.join(hello("a", "a1"))
		count := func() (answered int) {
			for i := range 20 {
				r := a.check(uint64(i), fmt.Sprintf("name-%d", i))
				switch {
				case r == nil:
					answered++
				case r.Code != wire.CodeLimit || !r.Retry || r.Message == "":
					t.Errorf("refused with %+v", r)
				}
			}
			return answered
		}
		if got := count(); got != 5 {
			t.Errorf("%d were answered at once, want 5", got)
		}
		time.Sleep(time.Second)
		if got := count(); got != 5 {
			t.Errorf("%d were answered a second later, want 5", got)
		}
		a.has("t1", "shop") // which is not limited by that
	})
}
