package tunnelcore_test

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// A name can be asked about before there is a tunnel, or a connection.
func TestCheckName(t *testing.T) {
	srv := servertest.Start(t)
	token := srv.Token(t, "designer")
	known := make(chan tunnelcore.Status, 10)
	c := &tunnelcore.Client{Server: srv.Addr, Pin: srv.Pin, Token: token, Key: device("mac"), OnStatus: func(s tunnelcore.Status) {
		if s.State == tunnelcore.Connected {
			known <- s
		}
	}}
	defer c.Close()
	if err := c.CheckName(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	if s := <-known; s.Account != "designer" || s.Domain != "localhost" || s.Addr != srv.Addr {
		t.Errorf("connected as %+v", s)
	}
	other := &tunnelcore.Client{Server: srv.Addr, Pin: srv.Pin, Token: srv.Token(t, "stranger"), Key: device("pc")}
	defer other.Close()
	if _, err := other.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	err := c.CheckName(t.Context(), "shop")
	wantCode(t, err, wire.CodeNameTaken)
	if refusal, _ := errors.AsType[wire.Error](err); len(refusal.Suggestions) == 0 {
		t.Errorf("nothing is suggested: %+v", refusal)
	}
	wantCode(t, c.CheckName(t.Context(), "not a name"), wire.CodeNameInvalid)

	var wg sync.WaitGroup
	errs := make(chan error, 20)
	for range cap(errs) {
		wg.Go(func() { errs <- c.CheckName(t.Context(), "docs") })
	}
	wg.Wait()
	close(errs)
	var free, limited int
	for err := range errs {
		refusal, _ := errors.AsType[wire.Error](err)
		switch {
		case err == nil:
			free++
		case refusal.Code == wire.CodeLimit:
			limited++
		default:
			t.Error(err)
		}
	}
	if free == 0 || limited == 0 {
		t.Errorf("of 20 at once %d were free and %d too many", free, limited)
	}
	c.Close()
	if err := c.CheckName(t.Context(), "shop"); !errors.Is(err, tunnelcore.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// A server of before there were such questions would not answer them.
func TestCheckNameOfAnOldServer(t *testing.T) {
	for name, features := range map[string][]string{"old": {"plain"}, "silent": {"plain", "check"}} {
		t.Run(name, func(t *testing.T) {
			asked := make(chan struct{})
			addr := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
				_, _ = wire.Read(c)
				_ = wire.Write(c, wire.Welcome{Version: 1, Features: features, Session: "s", PingAfter: 60000, DeadAfter: 300000})
				for {
					m, err := wire.Read(c)
					if err != nil {
						return
					}
					if _, ok := m.(wire.Check); ok {
						close(asked)
					}
				}
			})
			c := &tunnelcore.Client{Server: addr}
			defer c.Close()
			if name == "old" {
				if err := c.CheckName(t.Context(), "shop"); !errors.Is(err, tunnelcore.ErrUnsupported) {
					t.Errorf("it says %v", err)
				}
				return
			}
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-asked; cancel() }()
			if err := c.CheckName(ctx, "shop"); !errors.Is(err, context.Canceled) {
				t.Errorf("nobody answers, and it says %v", err)
			}
		})
	}
}

// Who waits for a connection hears why there will be none.
func TestCheckNameWithoutAServer(t *testing.T) {
	addr := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
		_, _ = wire.Read(c)
		_ = wire.Write(c, wire.Error{Code: wire.CodeUnauthorized, Message: "No."})
		_, _ = io.Copy(io.Discard, c)
	})
	c := &tunnelcore.Client{Server: addr, Token: wire.NewToken().Reveal()}
	defer c.Close()
	if err := c.CheckName(t.Context(), "shop"); !errors.Is(err, tunnelcore.ErrUnauthorized) {
		t.Errorf("it says %v", err)
	}
	away := &tunnelcore.Client{Server: "127.0.0.1:1", WaitForServer: true}
	defer away.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := away.CheckName(ctx, "shop"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("of a server that is away it says %v", err)
	}
	if err := (&tunnelcore.Client{Server: "a/b"}).CheckName(t.Context(), "shop"); !errors.Is(err, tunnelcore.ErrServer) {
		t.Errorf("of what is no server it says %v", err)
	}
}
