package tunnelcore_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gotunnel/server/servertest"
	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// fails has a new client fail.
func fails(t *testing.T, c *tunnelcore.Client) error {
	t.Helper()
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tunnel, err := c.Listen(ctx, tunnelcore.TunnelConfig{Name: "shop"})
	if err == nil {
		t.Fatalf("Listen made %s", tunnel.URL())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		t.Fatal("Listen does not come back")
	}
	return err
}

// to dials addr whatever a client asks for.
func to(addr string) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, addr)
	}
}

// tapped is a connection that remembers what was written to it.
type tapped struct {
	net.Conn
	sent *bytes.Buffer
}

func (c tapped) Write(p []byte) (int, error) {
	c.sent.Write(p)
	return c.Conn.Write(p)
}

// applicationData is whether a client's TLS records hold more than a handshake
// and alerts. In TLS 1.3 those are inside too, so count: a client that refuses
// a certificate sends one alert of 2 bytes, which is 24 as a record's payload.
func applicationData(records []byte) (sizes []int) {
	for len(records) >= 5 {
		n := int(records[3])<<8 | int(records[4])
		if records[0] == 23 {
			sizes = append(sizes, n)
		}
		records = records[5+n:]
	}
	return sizes
}

func TestAWrongPin(t *testing.T) {
	srv := servertest.Start(t)
	other := servertest.Start(t)
	for _, host := range []string{"127.0.0.1", "share.example.com"} {
		var sent bytes.Buffer
		err := fails(t, &tunnelcore.Client{
			Server: host, Pin: other.Pin,
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				conn, err := to(srv.Addr)(ctx, network, "")
				return tapped{conn, &sent}, err
			},
		})
		var pin *tunnelcore.PinError
		if !errors.As(err, &pin) || pin.Got != srv.Pin || pin.Want != other.Pin {
			t.Errorf("%s: %v, want a PinError", host, err)
		}
		for _, size := range applicationData(sent.Bytes()) {
			if size > 24 {
				t.Errorf("%s: the client sent a record of %d bytes to the wrong server", host, size)
			}
		}
	}
	listen(t, &tunnelcore.Client{Server: "share.example.com", Pin: srv.Pin, DialContext: to(srv.Addr)}, tunnelcore.TunnelConfig{})
}

func TestACertificateThatNobodyTrusts(t *testing.T) {
	srv := servertest.Start(t)
	err := fails(t, &tunnelcore.Client{Server: "share.example.com", DialContext: to(srv.Addr)})
	var cert *tunnelcore.CertificateError
	if !errors.As(err, &cert) || cert.Server != "share.example.com" || !strings.Contains(err.Error(), "pin") {
		t.Errorf("%v, want a CertificateError that names the pin", err)
	}
}

func TestWhatIsNoGotunnelServer(t *testing.T) {
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	plain := httptest.NewServer(handler)
	defer plain.Close()
	secure := httptest.NewUnstartedServer(handler)
	secure.EnableHTTP2 = true
	secure.Config.ErrorLog = quiet
	secure.StartTLS()
	defer secure.Close()
	old := httptest.NewUnstartedServer(handler)
	old.Config.ErrorLog = quiet
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS12} //nolint:gosec // on purpose
	old.StartTLS()
	defer old.Close()
	silentALPN := fakeTLS(t, nil, func(net.Conn) {})
	ssh := fake(t, func(conn net.Conn) { _, _ = io.WriteString(conn, "SSH-2.0-OpenSSH_9.2\r\n") })
	for name, addr := range map[string]string{
		"an HTTP server":            plain.Listener.Addr().String(),
		"an HTTPS server":           secure.Listener.Addr().String(),
		"a TLS 1.2 server":          old.Listener.Addr().String(),
		"a TLS server without ALPN": silentALPN,
		"an SSH server":             ssh,
	} {
		if err := fails(t, &tunnelcore.Client{Server: addr}); !errors.Is(err, tunnelcore.ErrNotGotunnel) {
			t.Errorf("%s: %v, want ErrNotGotunnel", name, err)
		}
	}
}

func TestAServerThatCannotBeReached(t *testing.T) {
	for name, addr := range map[string]string{
		"nobody listens":            freeport.Address(t),
		"it closes the connection":  fake(t, func(net.Conn) {}),
		"it closes after the hello": fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) { _, _ = wire.Read(c) }),
	} {
		var retry *tunnelcore.RetryableError
		err := fails(t, &tunnelcore.Client{Server: addr})
		if !errors.As(err, &retry) || !strings.Contains(err.Error(), addr) {
			t.Errorf("%s: %v, want a RetryableError that names the server", name, err)
		}
	}
}

// Servers of other versions, and what they say.
func TestServersOfOtherVersions(t *testing.T) {
	welcome := func(version int) func(net.Conn) {
		return func(c net.Conn) {
			if _, err := wire.ReadAs[wire.Hello](c); err != nil {
				return
			}
			_ = wire.Write(c, wire.Welcome{Version: version, Session: "s", PingAfter: 10_000, DeadAfter: 25_000})
			for {
				m, err := wire.Read(c)
				if err != nil {
					return
				}
				if _, ok := m.(wire.Bye); ok {
					return
				}
				if b, ok := m.(wire.Bind); ok {
					_ = wire.Write(c, wire.Unknown{Type: '?'}) // newer servers may say more
					_ = wire.Write(c, wire.Bound{Tunnel: b.Tunnel, Name: "shop", URL: "http://shop.localhost"})
				}
			}
		}
	}
	t.Run("a newer one that speaks ours", func(t *testing.T) {
		addr := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
			welcome(1)(c)
		})
		if got := listen(t, &tunnelcore.Client{Server: addr}, tunnelcore.TunnelConfig{}).Name(); got != "shop" {
			t.Errorf("name %q", got)
		}
	})
	t.Run("one too new or too old", func(t *testing.T) {
		addr := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
			_, _ = wire.ReadAs[wire.Hello](c)
			_ = wire.Write(c, wire.Error{Code: wire.CodeVersion, Message: "Update."})
		})
		err := fails(t, &tunnelcore.Client{Server: addr, WaitForServer: true})
		var refusal wire.Error
		var retry *tunnelcore.RetryableError
		if !errors.As(err, &refusal) || refusal.Code != wire.CodeVersion || errors.As(err, &retry) {
			t.Errorf("%v, want the refusal for good", err)
		}
	})
	for _, version := range []int{-1, 0, 2, 99} {
		addr := fakeTLS(t, []string{wire.ALPNControl}, welcome(version))
		if err := fails(t, &tunnelcore.Client{Server: addr}); !errors.Is(err, tunnelcore.ErrNotGotunnel) {
			t.Errorf("a server that chose version %d: %v", version, err)
		}
	}
}

// A hostile server can waste a client's time, but not send it anywhere.
func TestAHostileServer(t *testing.T) {
	tickets := func(n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = "127.0.0.1:22"
		}
		return all
	}
	cases := map[string]func(c net.Conn, bind wire.Bind){
		"asks for 100,000 connections": func(c net.Conn, _ wire.Bind) {
			for range 100 {
				if wire.Write(c, wire.Dial{Tickets: tickets(1000)}) != nil {
					return
				}
			}
		},
		"asks for plain ones": func(c net.Conn, _ wire.Bind) { _ = wire.Write(c, wire.Dial{Tickets: tickets(100), Plain: true}) },
		"binds what was not asked for": func(c net.Conn, b wire.Bind) {
			_ = wire.Write(c, wire.Bound{Tunnel: "other", URL: "http://evil"})
			_ = wire.Write(c, wire.Bound{Tunnel: b.Tunnel, Name: "x", URL: "http://x"})
			_ = wire.Write(c, wire.Unbound{Tunnel: "other"})
			_ = wire.Write(c, wire.Refused{Tunnel: "other"})
		},
		"says what only clients say": func(c net.Conn, _ wire.Bind) { _ = wire.Write(c, wire.Bind{Tunnel: "t1"}) },
		"sends garbage":              func(c net.Conn, _ wire.Bind) { _, _ = io.WriteString(c, strings.Repeat("\xff", 1000)) },
		"sends a frame of 4 GiB":     func(c net.Conn, _ wire.Bind) { _, _ = io.WriteString(c, "\xff\xff\xff\xffB") },
	}
	for name, attack := range cases {
		t.Run(name, func(t *testing.T) {
			attacked := make(chan struct{}, 1000)
			addr := hostile(t, attack, attacked)
			var elsewhere, dials atomic.Int64
			c := &tunnelcore.Client{Server: addr, DialContext: func(ctx context.Context, network, to string) (net.Conn, error) {
				if to != addr || network != "tcp" {
					elsewhere.Add(1)
				}
				if n := dials.Add(1); n > 50 { // enough: these just wait
					<-ctx.Done()
					return nil, ctx.Err()
				}
				return (&net.Dialer{}).DialContext(ctx, network, to)
			}}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			done := make(chan struct{})
			go func() {
				defer close(done)
				if tunnel, err := c.Listen(ctx, tunnelcore.TunnelConfig{}); err == nil {
					_ = tunnel.Close()
				}
			}()
			<-attacked
			cancel()
			<-done
			if err := c.Close(); err != nil { // and everything stops
				t.Error(err)
			}
			if n := elsewhere.Load(); n > 0 {
				t.Errorf("the client dialed elsewhere %d times", n)
			}
			if n := dials.Load(); n > 8192+100 { // the first few have ended
				t.Errorf("the client dialed %d times", n)
			}
		})
	}
}

// hostile is a server that welcomes a client, attacks after its bind and says
// so, and spoils its proxy connections.
func hostile(t *testing.T, attack func(net.Conn, wire.Bind), attacked chan<- struct{}) (addr string) {
	t.Helper()
	return fakeTLS(t, []string{wire.ALPNControl, wire.ALPNProxy}, func(c net.Conn) {
		m, err := wire.Read(c)
		if err != nil {
			return
		}
		if _, proxy := m.(wire.Attach); proxy {
			// An open for a tunnel that there is not, and garbage after it.
			_, _ = io.WriteString(c, "O\x00\x00\x21"+`{"tunnel":"no","visitor":"1:1"}  `+"\xff\xff\xff\xff")
			_, _ = io.Copy(io.Discard, c)
			return
		}
		_ = wire.Write(c, wire.Welcome{Version: 1, Session: "s", PingAfter: -5, DeadAfter: 1 << 40})
		m, err = wire.Read(c)
		if b, ok := m.(wire.Bind); ok && err == nil {
			attack(c, b)
		}
		select {
		case attacked <- struct{}{}:
		default:
		}
		for {
			if m, err := wire.Read(c); err != nil || m == (wire.Bye{}) {
				return
			}
		}
	})
}
