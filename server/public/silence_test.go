package public_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server"
	"gotunnel/server/servertest/memnet"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// lab is a whole server on a network in memory, for time that passes at once.
type lab struct {
	*site
	network *memnet.Network
}

func newLab(t *testing.T, options ...func(*server.Config)) *lab {
	t.Helper()
	network := memnet.New()
	options = append(options, func(c *server.Config) { c.Inherited = []net.Listener{network} })
	return &lab{site: start(t, options...), network: network}
}

func (l *lab) client() *tunnelcore.Client {
	return &tunnelcore.Client{Server: l.Addr, DialContext: l.network.DialContext}
}

func (l *lab) share(cfg tunnelcore.TunnelConfig) *tunnelcore.Tunnel {
	l.t.Helper()
	return listen(l.t, l.client(), cfg)
}

// visit is a visitor without a limit on his patience.
func (l *lab) visit() *peer {
	l.t.Helper()
	conn, err := l.network.DialContext(l.t.Context(), "", "")
	if err != nil {
		l.t.Fatal(err)
	}
	p := newPeer(l.t, conn)
	_ = conn.SetDeadline(time.Time{})
	return p
}

// wantEndAfter waits for the end of the connection, and returns what came
// before it.
func (p *peer) wantEndAfter(want time.Duration) string {
	p.t.Helper()
	began := time.Now()
	got, _ := io.ReadAll(p.r)
	if took := time.Since(began); took != want {
		p.t.Fatalf("the connection ended after %v with %q, want %v", took, got, want)
	}
	return string(got)
}

func TestSlowVisitorsAreGivenUp(t *testing.T) {
	hello := clientHello(t, "shop.localhost")
	head := request("shop.localhost", "/")
	cases := []struct {
		name string
		send string
		want time.Duration // from the last byte sent
		gets string
	}{
		{"silence", "", 30 * time.Second, ""},
		{"one byte of a head", "G", 10 * time.Second, ""},
		{"a head without its end", head[:len(head)-1], 10 * time.Second, ""},
		{"one byte of a hello", hello[:1], 10 * time.Second, decodeError},
		{"a hello without its end", hello[:len(hello)-1], 10 * time.Second, decodeError},
		{"half the magic of a plain proxy connection", wire.PlainMagic[:5], 10 * time.Second, ""},
		{"the magic and no ticket", wire.PlainMagic, 5 * time.Second, ""},
		{"the magic and half a ticket", wire.PlainMagic + "\x00\x00", 5 * time.Second, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := newLab(t)
				v := l.visit()
				v.send(c.send)
				if got := v.wantEndAfter(c.want); got != c.gets {
					t.Errorf("the visitor got %q, want %q", got, c.gets)
				}
			})
		})
	}
}

// One byte at a time does not move the deadline.
func TestASlowHeadIsGivenUpHoweverItDrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		v := l.visit()
		began := time.Now()
		for _, b := range []byte(strings.Repeat("GET", 100)) {
			if _, err := v.Write([]byte{b}); err != nil {
				break
			}
			time.Sleep(300 * time.Millisecond)
		}
		if took := time.Since(began); took > 11*time.Second {
			t.Errorf("a dripping head was read for %v", took)
		}
	})
}

func TestASlowSecondHeadIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		tunnel := l.share(tunnelcore.TunnelConfig{Name: "shop"})
		v := l.visit()
		v.send(request("shop.localhost", "/1"))
		a := app(t, tunnel)
		_ = a.SetDeadline(time.Time{})
		a.expect(request("shop.localhost", "/1"))
		a.send(response("one"))
		v.expect(response("one"))

		time.Sleep(30 * time.Minute) // between requests there is time
		v.send("GET /2")
		if got := v.wantEndAfter(10 * time.Second); got != "" {
			t.Errorf("the visitor got %q", got)
		}
		if got := a.gone(); got != "" {
			t.Errorf("the app got %q of a head that never ended", got)
		}
		l.stopped()
	})
}

// The deadlines of a head must not outlive it.
func TestNoDeadlineIsLeftOnAConnectionThatGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		tunnel := l.share(tunnelcore.TunnelConfig{Name: "shop"})
		for range 3 { // on one proxy connection, used again
			v := l.visit()
			v.send("GET /1 HTTP/1.1\r\n")
			time.Sleep(9 * time.Second)
			v.send("Host: shop.localhost\r\n\r\n")
			a := app(t, tunnel)
			_ = a.SetDeadline(time.Time{})
			a.expect(request("shop.localhost", "/1"))
			time.Sleep(30 * time.Minute)
			a.send(response("one"))
			v.expect(response("one"))
			v.send("GET /2 HTTP/1.1\r\n")
			time.Sleep(9 * time.Second)
			v.send("Host: shop.localhost\r\n\r\n")
			a.expect(request("shop.localhost", "/2"))
			time.Sleep(50 * time.Minute)
			v.closeWrite()
			a.rest()
			a.send(response("two"))
			a.Close()
			if got := v.rest(); got != response("two") {
				t.Errorf("the visitor got %q", got)
			}
		}
		l.stopped()
	})
}

// lose has a client lose its connection, and returns a function that lets it
// come back. Its tunnel's name is then held.
func (l *lab) lose(c *tunnelcore.Client, cfg tunnelcore.TunnelConfig) (tunnel *tunnelcore.Tunnel, comeBack func()) {
	l.t.Helper()
	var away atomic.Bool
	c.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if away.Load() {
			return nil, errors.New("no network")
		}
		return l.network.DialContext(ctx, network, addr)
	}
	tunnel = listen(l.t, c, cfg)
	away.Store(true)
	l.network.Cut()
	l.network.Mend()
	time.Sleep(time.Minute)
	if held := l.counts("gotunneld_names_held"); held != "1" {
		l.t.Fatalf("%s names are held", held)
	}
	return tunnel, func() { away.Store(false) }
}

func TestAHeldNameIsPausedAfterAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		l.lose(l.client(), tunnelcore.TunnelConfig{Name: "shop"})
		v := l.visit()
		began := time.Now()
		v.send(request("shop.localhost", "/"))
		resp, _ := v.answer(http.MethodGet)
		if took := time.Since(began); took != 10*time.Second || resp.StatusCode != http.StatusServiceUnavailable ||
			resp.Header.Get("Retry-After") == "" {
			t.Errorf("after %v: %d %v; want 503 with Retry-After after 10s", took, resp.StatusCode, resp.Header)
		}
		v.Close()
		l.stopped()
	})
}

// An app that goes on with its answer after the refusal is heard out, but one
// that never ends is not waited for.
func TestAnAppThatKeepsItsConnectionDoesNotHoldUpTheRefusal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		tunnel := l.share(tunnelcore.TunnelConfig{Name: "one"})
		v := l.visit()
		v.send(request("one.localhost", "/1") + request("two.localhost", "/2"))
		a := app(t, tunnel)
		a.expect(request("one.localhost", "/1"))
		a.send(response("first answer"))
		v.expect(response("first answer"))
		if got := v.wantEndAfter(3 * time.Second); strings.Contains(got, "/2") {
			t.Errorf("the visitor got %q", got)
		}
		l.stopped()
	})
}

func TestAStopDoesNotWaitForTheSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		v := l.visit()
		synctest.Wait()
		began := time.Now()
		l.stopped()
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("the server stopped after %v", took)
		}
		v.Close()
	})
}
