package control_test

import (
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/access"
	"gotunnel/tunnelcore/wire"
)

// of is the hello of a device that shows its own name as a token.
func of(device, instance string) wire.Hello {
	h := hello(device, instance)
	h.Token = device
	return h
}

// shows sends a first message and returns the answer.
func (l *lab) shows(m wire.Message) wire.Message {
	l.t.Helper()
	conn := l.dialTLS(wire.ALPNControl)
	if err := wire.Write(conn, m); err != nil {
		l.t.Fatal(err)
	}
	answer, err := wire.Read(conn)
	if err != nil {
		l.t.Fatal(err)
	}
	return answer
}

func (l *lab) isTurnedAway(h wire.Hello) {
	l.t.Helper()
	if e, ok := l.shows(h).(wire.Error); !ok || e.Code != wire.CodeUnauthorized || e.Retry {
		l.t.Errorf("%+v is not turned away: %+v", h, e)
	}
}

func designer(device string) access.Identity {
	return access.Identity{Account: "designer", Device: device}
}

func TestWhoIsLetIn(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		l.isTurnedAway(hello("mac", "m1"))
		l.isTurnedAway(of("stranger", "s1"))
		welcome, ok := l.shows(of("mac", "m1")).(wire.Welcome)
		if !ok || welcome.Account != "designer" || welcome.Domain != "localhost" {
			t.Errorf("welcome %+v", welcome)
		}
		synctest.Wait()
		if log := l.log.String(); strings.Contains(log, "stranger") && !strings.Contains(log, "client=stranger") {
			t.Errorf("a token is in the log: %s", log)
		}
	})
}

func TestInvites(t *testing.T) {
	in(t, func(l *lab) {
		redeem := wire.Redeem{Versions: wire.Supported(), Code: "good", Device: "studio-mac"}
		want := wire.Granted{Token: "token of studio-mac", Account: "designer", Domain: "localhost"}
		if got := l.shows(redeem); got != want {
			t.Errorf("granted %+v", got)
		}
		bad := redeem
		bad.Code = "bad"
		if e, ok := l.shows(bad).(wire.Error); !ok || e.Code != wire.CodeUnauthorized {
			t.Errorf("a bad code: %+v", e)
		}
		old := redeem
		old.Versions = wire.Versions{Min: 7, Max: 8}
		if e, ok := l.shows(old).(wire.Error); !ok || e.Code != wire.CodeVersion {
			t.Errorf("another version: %+v", e)
		}
		synctest.Wait()
		if n := l.hub.Count(); n != 0 {
			t.Errorf("%d sessions", n)
		}
		if log := l.log.String(); strings.Count(log, "invite redeemed") != 1 || strings.Contains(log, want.Token) {
			t.Errorf("the log: %s", log)
		}
	})
}

// visit opens a visitor's stream, and returns both of its ends.
func (c *client) visit(name string) (visitor net.Conn) {
	c.lab.t.Helper()
	visitor = c.lab.dial()
	_, _ = io.WriteString(visitor, "GET / HTTP/1.1\r\nHost: "+name+".localhost\r\n\r\n")
	conn := c.proxy(next[wire.Dial](c).Tickets[0])
	_, stream, err := conn.Accept()
	if err != nil {
		c.lab.t.Fatal(err)
	}
	if _, err := stream.Write([]byte("HTTP/1.1 200 OK\r\n\r\nhello")); err != nil {
		c.lab.t.Fatal(err)
	}
	if _, err := io.ReadFull(visitor, make([]byte, 24)); err != nil {
		c.lab.t.Fatal(err)
	}
	return visitor
}

// isCut waits for the end of what a visitor has open.
func (l *lab) isCut(visitor net.Conn) {
	l.t.Helper()
	_ = visitor.SetReadDeadline(time.Now().Add(time.Minute))
	if n, err := visitor.Read(make([]byte, 10)); err == nil || isTimeout(err) {
		l.t.Errorf("a visitor reads %d bytes, %v: want the end", n, err)
	}
}

// What is taken away ends at once, even if the client does not listen.
func TestAccessIsTakenAway(t *testing.T) {
	cases := map[string]func(l *lab) int{
		"the token":   func(l *lab) int { return l.hub.EndToken("mac") },
		"the account": func(l *lab) int { return l.hub.EndAccount("designer") },
	}
	for name, end := range cases {
		t.Run(name, func(t *testing.T) {
			in(t, func(l *lab) {
				l.door.know("mac", designer("studio-mac"))
				l.door.know("other", access.Identity{Account: "other", Device: "pc"})
				mac, other := l.join(of("mac", "m1")), l.join(of("other", "o1"))
				mac.has("t1", "shop")
				other.has("t1", "blog")
				visitor := mac.visit("shop")
				l.door.forget("mac")

				if n := end(l); n != 1 {
					t.Errorf("%d sessions ended, want 1", n)
				}
				if n := l.hub.Count(); n != 1 {
					t.Errorf("%d sessions are left, want the other's", n)
				}
				l.isCut(visitor)
				began := time.Now()
				if got := l.page("shop"); !strings.Contains(got, "503") || time.Since(began) != 10*time.Second {
					t.Errorf("the name answers %s after %v: want it held", got, time.Since(began))
				}
				other.isRefused(bind("t2", "shop"), wire.CodeNameTaken)
				if e, ok := mac.ended().(wire.Error); !ok || e.Code != wire.CodeUnauthorized || e.Retry {
					t.Errorf("its last word was %+v", e)
				}
				l.isTurnedAway(of("mac", "m1"))
				other.has("t3", "and-still")

				l.door.know("mac", designer("studio-mac")) // a new invite
				l.join(of("mac", "m2")).has("t1", "shop")
			})
		})
	}
}

// A client that reads nothing keeps nothing alive by that.
func TestAClientThatDoesNotListenIsExpelled(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		mac := l.join(of("mac", "m1"))
		mac.has("t1", "shop")
		l.network.Cut()
		l.door.forget("mac")
		l.hub.EndToken("mac")
		l.network.Mend()
		if n := l.hub.Count(); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if got := l.page("shop"); !strings.Contains(got, "503") {
			t.Errorf("the name answers %s", got)
		}
	})
}

// Access that is taken away while the hello is being answered must not be had.
func TestAccessIsTakenAwayDuringTheHello(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		times := 0
		l.door.asked = func() {
			if times++; times == 1 {
				l.door.forget("mac")
				l.hub.EndToken("mac")
			}
		}
		l.isTurnedAway(of("mac", "m1"))
		if times != 2 {
			t.Errorf("asked %d times", times)
		}
	})
}

// A bind that is on its way when its session is expelled is not lost to others,
// and leads nowhere.
func TestAccessIsTakenAwayDuringABind(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		l.door.know("other", access.Identity{Account: "other"})
		mac, other := l.join(of("mac", "m1")), l.join(of("other", "o1"))
		var once sync.Once
		l.keeper.onPut = func(string) { once.Do(func() { l.hub.EndToken("mac") }) }
		mac.send(bind("t1", "shop"))
		mac.ended()
		synctest.Wait()
		if got := l.page("shop"); !strings.Contains(got, "503") {
			t.Errorf("the name answers %s, want it held", got)
		}
		other.isRefused(bind("t1", "shop"), wire.CodeNameTaken)
		l.join(of("mac", "m2")).has("t1", "shop")
	})
}

func TestATokenExpiresWhileItIsUsed(t *testing.T) {
	in(t, func(l *lab) {
		who := designer("studio-mac")
		who.Expires = time.Now().Add(time.Hour)
		l.door.know("mac", who)
		began := time.Now()
		mac := l.join(of("mac", "m1"))
		time.Sleep(time.Hour - time.Second)
		mac.has("t1", "shop")
		if e, ok := mac.ended().(wire.Error); !ok || e.Code != wire.CodeUnauthorized || time.Since(began) != time.Hour {
			t.Errorf("its last word was %+v after %v", e, time.Since(began))
		}
	})
}

func TestANameMovesToAnotherDevice(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		l.door.know("pc", designer("pc"))
		mac, pc := l.join(of("mac", "m1")), l.join(of("pc", "p1"))
		mac.has("t1", "shop")
		mac.has("t2", "blog")
		visitor := mac.visit("shop")

		pc.send(bind("t1", "shop"))
		if r := next[wire.Refused](pc); r.Code != wire.CodeNameElsewhere || r.Device != "studio-mac" {
			t.Errorf("refused with %+v", r)
		}
		pc.send(wire.Bind{Tunnel: "t1", Kind: wire.HTTP, Name: "shop", Move: true})
		if b := next[wire.Bound](pc); b.Name != "shop" || b.Epoch != 2 {
			t.Errorf("bound %+v", b)
		}
		if u := next[wire.Unbound](mac); u.Tunnel != "t1" || u.Code != wire.CodeNameElsewhere || u.Device != "pc" {
			t.Errorf("the first device heard %+v", u)
		}
		l.isCut(visitor)
		mac.send(wire.Unbind{Tunnel: "t1"}) // a late goodbye
		mac.has("t1", "new")                // its session lives
		mac.has("t3", "newer")
		pc.visit("shop")
	})
}

func TestTheOperatorEndsAName(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		c.has("t2", "blog")
		why := wire.Error{Code: wire.CodeLimit, Message: "This month's traffic is used up."}
		if !l.hub.EndName("shop", why) || l.hub.EndName("shop", why) || l.hub.EndName("none", why) {
			t.Error("EndName does not tell what it ended")
		}
		if u := next[wire.Unbound](c); u.Tunnel != "t1" || u.Code != wire.CodeLimit || u.Message != why.Message {
			t.Errorf("the client heard %+v", u)
		}
		l.join(hello("b", "b1")).isRefused(bind("t1", "shop"), wire.CodeNameTaken)
		c.has("t3", "shop")
	})
}

func TestSessionsAreListed(t *testing.T) {
	in(t, func(l *lab) {
		l.door.know("mac", designer("studio-mac"))
		began := time.Now()
		h := of("mac", "m1")
		h.Client = "gotunnel 1.2 \x1b[31m"
		mac := l.join(h)
		mac.has("t2", "shop")
		mac.has("t1", "blog")
		time.Sleep(time.Second)
		l.join(of("mac", "m2"))
		all := l.hub.Sessions()
		if len(all) != 2 {
			t.Fatalf("%d sessions", len(all))
		}
		first := all[0]
		if first.Account != "designer" || first.Token != "mac" || first.Device != "studio-mac" || first.ID != mac.session ||
			first.Client != "gotunnel 1.2 ?[31m" || first.Since.Before(began) || first.Since.After(all[1].Since) || first.Addr == nil {
			t.Errorf("listed %+v", first)
		}
		if len(first.Tunnels) != 2 || first.Tunnels[0].Name != "blog" || first.Tunnels[1].URL != "http://shop.localhost:8080" {
			t.Errorf("tunnels %+v", first.Tunnels)
		}
		mac.send(wire.Bye{})
		mac.ended()
		synctest.Wait()
		l.door.mu.Lock()
		defer l.door.mu.Unlock()
		n := 0
		for _, s := range l.door.seen {
			if s == "mac gotunnel 1.2 ?[31m" {
				n++
			}
		}
		if n != 2 {
			t.Errorf("seen %q: want the client at its start and end", l.door.seen)
		}
	})
}
