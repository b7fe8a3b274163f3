package tunnelcore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/memnet"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// inMemory starts a server on a network in memory.
func inMemory(t *testing.T) (*servertest.Server, *memnet.Network) {
	t.Helper()
	network := memnet.New()
	return servertest.Start(t, func(c *server.Config) { c.Inherited = []net.Listener{network} }), network
}

func TestNamesThatAreRefused(t *testing.T) {
	srv := servertest.Start(t)
	listen(t, &tunnelcore.Client{Server: srv.Addr}, tunnelcore.TunnelConfig{Name: "shop"})
	c := &tunnelcore.Client{Server: srv.Addr}
	for name, code := range map[string]wire.Code{
		"shop": wire.CodeNameTaken, "SHOP": wire.CodeNameTaken, "no_name": wire.CodeNameInvalid, "192.0.2.1": wire.CodeNameInvalid,
		"shop.localhost": wire.CodeNameInvalid, "shop.example.com": wire.CodeDomain,
	} {
		_, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{Name: name})
		var refusal wire.Error
		var retry *tunnelcore.RetryableError
		if !errors.As(err, &refusal) || refusal.Code != code || errors.As(err, &retry) {
			t.Errorf("%s: %v, want %s for good", name, err, code)
		}
	}
	listen(t, c, tunnelcore.TunnelConfig{Name: "free"}) // the client is not worse for it
}

// Two tunnels of one client can't have one name, and the first is not disturbed.
func TestOneNameTwice(t *testing.T) {
	srv := servertest.Start(t)
	c := &tunnelcore.Client{Server: srv.Addr}
	first := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, first, "first")
	_, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"})
	var refusal wire.Error
	if !errors.As(err, &refusal) || refusal.Code != wire.CodeNameTaken {
		t.Errorf("the second: %v", err)
	}
	if got := get(t, srv.Client(), first.URL()); !strings.HasPrefix(got, "200 first") {
		t.Errorf("the first answers %q", got)
	}
}

func TestCloseFreesTheName(t *testing.T) {
	srv := servertest.Start(t)
	c := &tunnelcore.Client{Server: srv.Addr}
	first := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
	second := listen(t, c, tunnelcore.TunnelConfig{Name: "other"})
	serve(t, second, "second")

	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Accept(); !errors.Is(err, tunnelcore.ErrClosed) {
		t.Errorf("Accept after Close: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
	// The name can be had again at once, by the same client and so in order.
	again := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, again, "again")
	if got := get(t, srv.Client(), again.URL()); !strings.HasPrefix(got, "200 again") {
		t.Errorf("the name answers %q", got)
	}
	if got := get(t, srv.Client(), second.URL()); !strings.HasPrefix(got, "200 second") {
		t.Errorf("the other tunnel answers %q", got)
	}

	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tunnel := range []*tunnelcore.Tunnel{again, second} {
		if _, err := tunnel.Accept(); !errors.Is(err, tunnelcore.ErrClosed) {
			t.Errorf("Accept after the client's Close: %v", err)
		}
		if got := get(t, srv.Client(), tunnel.URL()); !strings.HasPrefix(got, "410 ") {
			t.Errorf("%s answers %q after Close, want 410", tunnel.Name(), got)
		}
	}
	if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{}); !errors.Is(err, tunnelcore.ErrClosed) {
		t.Errorf("Listen after Close: %v", err)
	}
	listen(t, &tunnelcore.Client{Server: srv.Addr}, tunnelcore.TunnelConfig{Name: "shop"})
}

// Closing and making tunnels of one name, as fast as it goes.
// Who leaves has the name when it is back, and nobody else has it meanwhile.
func TestLeaveKeepsTheName(t *testing.T) {
	srv := servertest.Start(t)
	first := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{1}}
	if _, err := first.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	_ = first.Leave()
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	_, err := other.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"})
	if refusal, ok := errors.AsType[wire.Error](err); !ok || refusal.Code != wire.CodeNameTaken {
		t.Errorf("somebody else: %v", err)
	}
	again := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{1}}
	serve(t, listen(t, again, tunnelcore.TunnelConfig{Name: "shop"}), "again")
}

// The state of the connection is told before anything is shared.
func TestConnect(t *testing.T) {
	srv := servertest.Start(t)
	states := make(chan tunnelcore.State, 10)
	c := &tunnelcore.Client{Server: srv.Addr, OnStatus: func(s tunnelcore.Status) { states <- s.State }}
	c.Connect()
	if one, two := <-states, <-states; one != tunnelcore.Connecting || two != tunnelcore.Connected {
		t.Errorf("%s, then %s", one, two)
	}
	c.Connect()
	_ = c.Close()
	if last := <-states; last != tunnelcore.Closed {
		t.Errorf("at last %s", last)
	}
}

func TestCloseAndListenAgainAndAgain(t *testing.T) {
	srv := servertest.Start(t)
	c := &tunnelcore.Client{Server: srv.Addr}
	for i := range 50 {
		if err := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"}).Close(); err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
	}
	serve(t, listen(t, c, tunnelcore.TunnelConfig{Name: "last"}), "last")
}

func TestListenWhoseContextEnds(t *testing.T) {
	srv := servertest.Start(t)
	c := &tunnelcore.Client{Server: srv.Addr}
	kept := listen(t, c, tunnelcore.TunnelConfig{Name: "kept"})
	serve(t, kept, "kept")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 20 {
		if _, err := c.Listen(ctx, tunnelcore.TunnelConfig{Name: fmt.Sprint("n", i)}); !errors.Is(err, context.Canceled) {
			t.Fatalf("Listen: %v", err)
		}
	}
	// The names are free: what was given up does not come alive behind our back.
	other := &tunnelcore.Client{Server: srv.Addr}
	listen(t, c, tunnelcore.TunnelConfig{Name: "after"}) // the server has seen all of it
	for i := range 20 {
		listen(t, other, tunnelcore.TunnelConfig{Name: fmt.Sprint("n", i)})
	}
	if got := get(t, srv.Client(), kept.URL()); !strings.HasPrefix(got, "200 kept") {
		t.Errorf("the tunnel that is left answers %q", got)
	}
}

func TestCloseCutsVisitorsOff(t *testing.T) {
	srv := servertest.Start(t)
	tunnel := listen(t, &tunnelcore.Client{Server: srv.Addr}, tunnelcore.TunnelConfig{Name: "shop"})
	var conns []net.Conn
	for range 3 { // one of them accepted, the others waiting
		conn, err := net.Dial("tcp", srv.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n")
		conns = append(conns, conn)
	}
	first, err := tunnel.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Read(make([]byte, 10)); err != nil {
		t.Fatal(err)
	}
	tunnel.Close()
	if n, err := first.Read(make([]byte, 1000)); err == nil && n == 0 {
		t.Error("the app reads nothing and no error")
	}
	for i, conn := range conns {
		_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		answer := make([]byte, 1000)
		n, err := conn.Read(answer)
		page := strings.Contains(string(answer[:n]), "410") || strings.Contains(string(answer[:n]), "502")
		if ne, ok := err.(net.Error); ok && ne.Timeout() || n > 0 && !page { //nolint:errorlint // as it is
			t.Errorf("visitor %d reads %q, %v", i, answer[:n], err)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for _, c := range []*tunnelcore.Client{
		{},
		{Server: "http://share.acme.dev"},
		{Server: "share.acme.dev:"},
		{Server: ":443"},
		{Server: "a b"},
		{Server: "user@host"},
		{Server: "1:2:3"},
		{Server: "host", Pin: "sha256:short"},
		{Server: "host", Pin: "nonsense"},
	} {
		if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{}); err == nil {
			t.Errorf("%q with pin %q: no error", c.Server, c.Pin)
		}
		c.Reconnect()
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Waits between tries are random, grow, and stay within 30 s, for ever.
func TestAServerThatComesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		began := time.Now()
		var waits []time.Duration
		c := &tunnelcore.Client{
			Server: srv.Addr, WaitForServer: true,
			OnStatus: func(s tunnelcore.Status) {
				if s.State == tunnelcore.Reconnecting {
					waits = append(waits, time.Until(s.RetryAt))
					if s.Err == nil {
						t.Error("it does not say why")
					}
				}
			},
			DialContext: func(ctx context.Context, network2, addr string) (net.Conn, error) {
				if time.Since(began) < 24*time.Hour {
					return nil, errors.New("no network")
				}
				return network.DialContext(ctx, network2, addr)
			},
		}
		defer c.Close()
		if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err != nil {
			t.Fatal(err)
		}
		if late := time.Since(began) - 24*time.Hour; late > 31*time.Second {
			t.Errorf("connected %v after the server came", late)
		}
		bound, most := 200*time.Millisecond, time.Duration(0)
		for i, w := range waits {
			if w < 0 || w > min(bound<<min(i, 20), 30*time.Second) {
				t.Errorf("wait %d was %v", i, w)
			}
			most = max(most, w)
		}
		if len(waits) < 24*60*2 || most < 25*time.Second {
			t.Errorf("%d tries in a day, the longest wait %v", len(waits), most)
		}
	})
}

// The cable is pulled: nobody says goodbye. Both sides notice, and the tunnel
// comes back.
func TestAPulledCable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		status := make(chan tunnelcore.Status, 1000)
		c := &tunnelcore.Client{
			Server: srv.Addr, DialContext: network.DialContext,
			OnStatus: func(s tunnelcore.Status) { status <- s },
		}
		tunnel := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
		serve(t, tunnel, "app")
		wait := func(want tunnelcore.State) tunnelcore.Status {
			for {
				if s := <-status; s.State == want {
					return s
				}
			}
		}
		wait(tunnelcore.Connected)
		time.Sleep(10 * time.Minute) // a quiet time is no reason
		select {
		case s := <-status:
			t.Fatalf("in a quiet time: %+v", s)
		default:
		}

		network.Cut()
		cut := time.Now()
		wait(tunnelcore.Reconnecting)
		if took := time.Since(cut); took > 25*time.Second {
			t.Errorf("noticed after %v", took)
		}
		time.Sleep(time.Minute)
		network.Mend()
		mended := time.Now()
		wait(tunnelcore.Connected)
		if took := time.Since(mended); took > 41*time.Second {
			t.Errorf("back after %v", took)
		}
		visits(t, network)

		// Who knows that the network changed need not wait for the heartbeat.
		network.Cut()
		network.Mend()
		cut = time.Now()
		c.Reconnect()
		wait(tunnelcore.Connected)
		if took := time.Since(cut); took > 4*time.Second {
			t.Errorf("after Reconnect it took %v", took)
		}
		visits(t, network)

		// With a living connection it changes nothing.
		c.Reconnect()
		time.Sleep(time.Minute)
		select {
		case s := <-status:
			t.Errorf("a living connection was given up: %+v", s)
		default:
		}
		c.Close()
		if s := wait(tunnelcore.Closed); s.Err != nil {
			t.Errorf("closed with %v", s.Err)
		}
	})
}

// visits checks that a visitor gets through.
func visits(t *testing.T, network *memnet.Network) {
	t.Helper()
	transport := &http.Transport{DialContext: network.DialContext}
	defer transport.CloseIdleConnections()
	if got := get(t, &http.Client{Transport: transport}, "http://shop.localhost:8080/x"); !strings.HasPrefix(got, "200 app") {
		t.Fatalf("a visitor got %q", got)
	}
}

// Warm proxy connections that died while nobody looked do not cost a visitor
// his answer.
func TestWarmConnectionsThatDied(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a server on Windows can't tell that a connection died")
	}
	srv := servertest.Start(t)
	dialed := make(chan net.Conn, 1000)
	c := &tunnelcore.Client{Server: srv.Addr, DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
		if err == nil {
			dialed <- conn
		}
		return conn, err
	}}
	tunnel := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, tunnel, "app")
	<-dialed // the control connection
	for range 5 {
		if got := get(t, srv.Client(), tunnel.URL()); !strings.HasPrefix(got, "200 app") {
			t.Fatalf("a visitor got %q", got)
		}
		for len(dialed) > 0 {
			(<-dialed).Close()
		}
	}
}
