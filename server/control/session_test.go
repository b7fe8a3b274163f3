package control_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/wire"
)

// in runs a test of a server whose clock passes at once.
func in(t *testing.T, f func(l *lab)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(newLab(t)) })
}

func TestHellosThatAreRefused(t *testing.T) {
	good := hello("a", "a1")
	change := func(f func(h *wire.Hello)) wire.Hello {
		h := good
		f(&h)
		return h
	}
	frame := func(m wire.Message) string {
		b, err := wire.Append(nil, m)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	cases := []struct {
		name, send string
		code       wire.Code // empty: what is unread may take it along
	}{
		{"not a frame", strings.Repeat("GET / HTTP/1.1\r\n", 10), wire.CodeMalformed},
		{"an oversize frame", "\x00\x01\x00\x01H" + strings.Repeat("x", 1<<16), ""},
		{"4 GiB", "\xff\xff\xff\xffH", wire.CodeMalformed},
		{"an empty frame", "\x00\x00\x00\x00H", wire.CodeMalformed},
		{"no JSON", "\x00\x00\x00\x03Hxx", wire.CodeMalformed},
		{"another message", frame(wire.Ping{Seq: 1}), wire.CodeMalformed},
		{"a type nobody knows", "\x00\x00\x00\x03?{}", wire.CodeMalformed},
		{"an error", frame(wire.Error{Message: "\x1b[31mred"}), wire.CodeMalformed},
		{"no versions", frame(change(func(h *wire.Hello) { h.Versions = wire.Versions{} })), wire.CodeVersion},
		{"a version to come", frame(change(func(h *wire.Hello) { h.Versions = wire.Versions{Min: 2, Max: 3} })), wire.CodeVersion},
		{"no secret", frame(change(func(h *wire.Hello) { h.Resume = "" })), wire.CodeMalformed},
		{"a short secret", frame(change(func(h *wire.Hello) { h.Resume = "c2hvcnQ" })), wire.CodeMalformed},
		{"a secret that is no base64", frame(change(func(h *wire.Hello) { h.Resume = strings.Repeat("!", 43) })), wire.CodeMalformed},
		{"a secret that is too long", frame(change(func(h *wire.Hello) { h.Resume = base64.RawURLEncoding.EncodeToString(make([]byte, 33)) })), wire.CodeMalformed},
	}
	in(t, func(l *lab) {
		for _, c := range cases {
			conn := l.dialTLS(wire.ALPNControl)
			_, _ = io.WriteString(conn, c.send)
			m, err := wire.Read(conn)
			if e, ok := m.(wire.Error); c.code != "" && (!ok || e.Code != c.code || e.Message == "" || e.Retry) {
				t.Errorf("%s: the server said %#v, %v; want %s", c.name, m, err, c.code)
			}
			if more, _ := io.ReadAll(conn); len(more) > 0 {
				t.Errorf("%s: and then %q", c.name, more)
			}
		}
		l.join(good).has("t1", "shop")
		l.clean()
	})
}

// clean checks that nothing a client said came into the log unchecked.
func (l *lab) clean() {
	l.t.Helper()
	for line := range strings.Lines(l.log.String()) {
		line = strings.TrimSuffix(line, "\n")
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x9b }) {
			l.t.Errorf("a control character in the log: %q", line)
		}
		if len(line) > 1000 {
			l.t.Errorf("a line of %d bytes in the log: %q…", len(line), line[:100])
		}
	}
}

func TestClientsDoNotWriteTheLog(t *testing.T) {
	const evil = "\x1b[2J\n2026 level=ERROR msg=\"all is lost\"\r\x07\x9b\u0085é"
	in(t, func(l *lab) {
		h := hello("a", "a1"+evil)
		h.Client = evil + strings.Repeat("x", 30_000)
		c := l.join(h)
		c.send(
			wire.Bind{Tunnel: "t" + evil, Kind: wire.HTTP, Name: evil},
			wire.Bind{Tunnel: "t" + evil, Kind: wire.Kind(evil)},
			wire.Undialed{Tickets: []string{evil}, Reason: evil + strings.Repeat("x", 30_000)},
			wire.Unbind{Tunnel: evil},
		)
		next[wire.Refused](c)
		next[wire.Refused](c)
		conn := l.dialTLS(wire.ALPNControl)
		_ = wire.Write(conn, wire.Error{Code: evil, Message: evil + strings.Repeat("x", 30_000)})
		_, _ = io.ReadAll(conn)
		l.door.know("known", designer("studio-mac"))
		h = of("a"+evil, "a2"+evil) // the token is evil too
		h.Client = evil
		l.isTurnedAway(h)
		redeem := wire.Redeem{Versions: wire.Supported(), Client: evil, Code: evil, Device: evil}
		l.shows(redeem)
		redeem.Code = "good"
		l.shows(redeem)
		proxy := l.dialTLS(wire.ALPNProxy)
		_ = wire.Write(proxy, wire.Error{Message: evil + strings.Repeat("x", 30_000)})
		_, _ = io.ReadAll(proxy)
		c.send(wire.Bye{})
		c.ended()
		l.clean()
		if !strings.Contains(l.log.String(), "session began") {
			t.Error("nothing is logged")
		}
	})
}

func TestASlowHelloIsGivenUp(t *testing.T) {
	in(t, func(l *lab) {
		for _, send := range []string{"", "\x00\x00\x00"} {
			conn := l.dialTLS(wire.ALPNControl)
			_, _ = io.WriteString(conn, send)
			began := time.Now()
			_, _ = io.ReadAll(conn)
			if took := time.Since(began); took != 5*time.Second {
				t.Errorf("after %q a hello may take %v", send, took)
			}
		}
	})
}

func TestWhatASessionUnderstands(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.send(wire.Unknown{Type: '?'}, wire.Unknown{Type: 0xff})
		c.has("t1", "shop") // the session goes on
		c.send(wire.Unbind{Tunnel: "none"})
		c.has("t2", "other")
		c.send(wire.Welcome{})
		c.ended() // that was no client's to say
		if got := l.page("none"); !strings.Contains(got, "404") {
			t.Errorf("after that: %s", got)
		}
	})
}

func TestBindsThatAreRefused(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		for _, b := range []struct {
			bind wire.Bind
			code wire.Code
		}{
			{bind("", "x"), wire.CodeMalformed},
			{bind(strings.Repeat("t", 65), "x"), wire.CodeMalformed},
			{bind("t1", "x"), wire.CodeMalformed},
			{bind("t2", "no_name"), wire.CodeNameInvalid},
			{bind("t2", "-"), wire.CodeNameInvalid},
			{bind("t2", strings.Repeat("x", 41)), wire.CodeNameInvalid},
			{bind("t2", "shop"), wire.CodeNameTaken},
			{bind("t2", "SHOP"), wire.CodeNameTaken},
			{wire.Bind{Tunnel: "t2", Kind: "udp"}, wire.CodeKind},
			{wire.Bind{Tunnel: "t2"}, wire.CodeKind},
			{wire.Bind{Tunnel: "t2", Kind: wire.TCP}, wire.CodeKind},
		} {
			c.isRefused(b.bind, b.code)
		}
		c.has("t2", "free") // an id that was refused can be used
		c.has("t3", "also")
		if b := c.has("t4", "later"); b.Epoch != 1 || b.URL != "http://later.localhost:8080" {
			t.Errorf("bound %+v", b)
		}
	})
}

func TestGoodbyeFreesTheNames(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		c.send(bind("t2", "late"), wire.Bye{})
		c.ended()
		for _, name := range []string{"shop", "late"} {
			if got := l.page(name); !strings.Contains(got, "410") {
				t.Errorf("%s: %s", name, got)
			}
		}
		l.join(hello("b", "b1")).has("t1", "shop")
	})
}

func TestALostSessionHoldsItsNames(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		c.control.Close()
		stranger := l.join(hello("b", "b1"))
		stranger.isRefused(bind("t1", "shop"), wire.CodeNameTaken)
		again := l.join(hello("a", "a2")) // the same device, started anew
		if b := again.has("t1", "shop"); b.Epoch != 2 {
			t.Errorf("epoch %d, want 2", b.Epoch)
		}
	})
}

// A client that neither pings nor answers is given up.
func TestADeadClientIsNoticed(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		c.has("t1", "shop")
		l.network.Cut()
		l.network.Mend()
		time.Sleep(26 * time.Second)
		began := time.Now()
		if got := l.page("shop"); !strings.Contains(got, "503") || time.Since(began) != 10*time.Second {
			t.Errorf("%s after %v", got, time.Since(began))
		}
	})
}

func TestASecondClientOfTheSameDevice(t *testing.T) {
	in(t, func(l *lab) {
		first := l.join(hello("a", "a1"))
		first.has("t1", "shop")
		second := l.join(hello("a", "a2"))
		second.isRefused(bind("t1", "shop"), wire.CodeNameTaken)
		first.has("t2", "lives") // and was not disturbed

		l.network.Cut() // cuts both
		l.network.Mend()
		began := time.Now()
		third := l.join(hello("a", "a3"))
		third.has("t1", "shop")
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("replacing a dead client took %v", took)
		}
	})
}

func TestTheSameInstanceSupersedesItself(t *testing.T) {
	in(t, func(l *lab) {
		first := l.join(hello("a", "a1"))
		first.has("t1", "shop")
		second := l.join(hello("a", "a1"))
		if b := second.has("t1", "shop"); b.Epoch != 2 {
			t.Errorf("epoch %d, want 2", b.Epoch)
		}
		if e, ok := first.ended().(wire.Error); !ok || e.Code != wire.CodeSuperseded || !e.Retry {
			t.Errorf("the first session's last word was %#v", e)
		}
		second.has("t2", "still-here")
		stranger := l.join(hello("b", "a1")) // the same instance of another device
		stranger.isRefused(bind("t1", "shop"), wire.CodeNameTaken)
		second.has("t3", "and-still")
	})
}

// The order of a client's messages counts, however long a bind takes.
func TestUnbindRightAfterBind(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		for i := range 50 {
			id, name := fmt.Sprint("t", i), fmt.Sprint("n", i)
			c.send(bind(id, name), wire.Unbind{Tunnel: id})
		}
		c.send(bind("last", "last"))
		for next[wire.Bound](c).Tunnel != "last" {
		}
		synctest.Wait()
		for i := range 50 {
			if got := l.page(fmt.Sprint("n", i)); strings.Contains(got, "503") {
				t.Fatalf("n%d is live without a tunnel: %s", i, got)
			}
		}
	})
}

// Two binds of one id at once must not leave a name live that no session has.
func TestOneIDBoundManyTimesAtOnce(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		var all []wire.Message
		for i := range 50 {
			all = append(all, bind("t", fmt.Sprint("n", i)))
		}
		c.send(all...)
		for range 49 {
			next[wire.Refused](c)
		}
		c.send(wire.Bye{})
		c.ended()
		other := l.join(hello("b", "b1"))
		for i := range 50 {
			other.has(fmt.Sprint("t", i), fmt.Sprint("n", i))
		}
	})
}

func TestAHostileClientThatBindsTooMany(t *testing.T) {
	in(t, func(l *lab) {
		c := l.join(hello("a", "a1"))
		bound, refused := 0, 0
		go func() {
			for i := range 10_001 {
				if c.control.Send(bind(fmt.Sprint("t", i), fmt.Sprint("n", i))) != nil {
					return
				}
			}
		}()
		for bound+refused < 10_001 {
			switch m := (<-c.got).(type) {
			case wire.Bound:
				bound++
			case wire.Refused:
				refused++
				if m.Code != wire.CodeLimit {
					t.Fatalf("refused with %+v", m)
				}
			case nil:
				t.Fatalf("the session ended after %d", bound)
			}
		}
		if bound != 10_000 || refused != 1 {
			t.Errorf("%d bound and %d refused", bound, refused)
		}
	})
}

func TestADrainingHubRefusesNewcomers(t *testing.T) {
	in(t, func(l *lab) {
		first := l.join(hello("a", "a1"))
		synctest.Wait()
		l.hub.Drain(7 * time.Second)
		if m := next[wire.Drain](first); m.GraceMS != 7000 {
			t.Errorf("the client was told %+v", m)
		}
		conn := l.dialTLS(wire.ALPNControl)
		if err := wire.Write(conn, hello("b", "b1")); err != nil {
			t.Fatal(err)
		}
		m, err := wire.Read(conn)
		if e, ok := m.(wire.Error); !ok || e.Code != wire.CodeDraining || !e.Retry {
			t.Errorf("a newcomer heard %#v, %v", m, err)
		}
		if n := l.hub.Count(); n != 1 {
			t.Errorf("%d sessions, want the first", n)
		}
	})
}

func TestSetReport(t *testing.T) {
	l := newLab(t)
	l.hub.SetReport("mailto:abuse@example.com")
	if got := l.join(hello("a", "1")).report; got != "mailto:abuse@example.com" {
		t.Errorf("a client is told to report at %q", got)
	}
}
