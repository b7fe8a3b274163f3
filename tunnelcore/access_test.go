package tunnelcore_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// device is the key of a computer.
func device(name string) [32]byte { return sha256.Sum256([]byte(name)) }

func wantCode(t *testing.T, err error, code wire.Code) {
	t.Helper()
	if refusal, _ := errors.AsType[wire.Error](err); refusal.Code != code {
		t.Errorf("%v, want %s", err, code)
	}
}

// tryName asks for a name that must not be had.
func tryName(t *testing.T, c *tunnelcore.Client, cfg tunnelcore.TunnelConfig) error {
	t.Helper()
	defer c.Close()
	tunnel, err := c.Listen(t.Context(), cfg)
	if err == nil {
		t.Errorf("it has %s", tunnel.URL())
	}
	return err
}

func TestAnInviteBecomesAToken(t *testing.T) {
	srv := servertest.Start(t)
	link, err := wire.ParseInviteLink(srv.Invite(t, "designer"))
	if err != nil {
		t.Fatal(err)
	}
	stranger := &tunnelcore.Client{Server: link.Server, Pin: link.Pin}
	if err := tryName(t, stranger, tunnelcore.TunnelConfig{}); !errors.Is(err, tunnelcore.ErrUnauthorized) ||
		err.Error() != srv.Addr+" needs an invite. Ask the person who runs it for one." {
		t.Errorf("without a token: %v", err)
	}

	newcomer := &tunnelcore.Client{Server: link.Server, Pin: link.Pin, Name: "test"}
	grant, err := newcomer.Redeem(t.Context(), link.Code, "studio-mac")
	if err != nil || grant.Account != "designer" || grant.Domain != "localhost" {
		t.Fatalf("granted %+v, %v", grant, err)
	}
	_, err = newcomer.Redeem(t.Context(), link.Code, "studio-mac")
	wantCode(t, err, wire.CodeUnauthorized)
	used, _ := errors.AsType[wire.Error](err)
	if want := "This invite has already been used or has expired. Ask the person who runs localhost for a new one."; used.Message != want {
		t.Errorf("the second time %q", used.Message)
	}
	c := &tunnelcore.Client{Server: link.Server, Pin: link.Pin, Token: grant.Token.Reveal()}
	serve(t, listen(t, c, tunnelcore.TunnelConfig{Name: "shop"}), "app")
}

// Redeem tells what stands in its way as Listen does.
func TestInvitesToTheWrongServer(t *testing.T) {
	srv, other := servertest.Start(t), servertest.Start(t)
	link, _ := wire.ParseInviteLink(srv.Invite(t, "designer"))
	redeem := func(server, pin string) error {
		c := &tunnelcore.Client{Server: server, Pin: pin, DialContext: to(srv.Addr)}
		_, err := c.Redeem(t.Context(), link.Code, "")
		return err
	}
	if _, ok := errors.AsType[*tunnelcore.PinError](redeem(link.Server, other.Pin)); !ok {
		t.Error("the wrong pin was taken")
	}
	if _, ok := errors.AsType[*tunnelcore.CertificateError](redeem("share.example.com", "")); !ok {
		t.Error("a certificate that nobody trusts was taken")
	}
	if err := redeem("a b", ""); !errors.Is(err, tunnelcore.ErrServer) {
		t.Errorf("a wrong address: %v", err)
	}
	if err := redeem(link.Server, link.Pin); err != nil { // it was not used up by that
		t.Error(err)
	}
	old := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
		_, _ = wire.Read(c)
		_ = wire.Write(c, wire.Granted{Token: "nonsense"})
	})
	if _, err := (&tunnelcore.Client{Server: old}).Redeem(t.Context(), link.Code, ""); !errors.Is(err, wire.ErrToken) {
		t.Errorf("a token that is none: %v", err)
	}
}

// A server that does not prove itself gets neither hello nor invite.
func TestNothingIsSentToAnUnprovenServer(t *testing.T) {
	heard := make(chan []byte, 10)
	addr := fakeTLS(t, []string{wire.ALPNControl}, func(c net.Conn) {
		said, _ := io.ReadAll(c)
		heard <- said
	})
	token := wire.NewToken().Reveal()
	for _, pin := range []string{"", "sha256:" + strings.Repeat("A", 43)} {
		c := &tunnelcore.Client{Server: "share.example.com", Pin: pin, Token: token, DialContext: to(addr)}
		if err := tryName(t, c, tunnelcore.TunnelConfig{}); err == nil {
			t.Error("the server was believed")
		}
		r := &tunnelcore.Client{Server: "share.example.com", Pin: pin, DialContext: to(addr)}
		if _, err := r.Redeem(t.Context(), wire.NewInvite(), ""); err == nil {
			t.Error("the server was believed")
		}
	}
	for len(heard) > 0 {
		if said := <-heard; len(said) > 0 {
			t.Errorf("the server heard %q", said)
		}
	}
}

// The device's secret is nothing without the account's token.
func TestAStolenResumeSecret(t *testing.T) {
	srv := servertest.Start(t)
	designer, other := srv.Token(t, "designer"), srv.Token(t, "other")
	owner := &tunnelcore.Client{Server: srv.Addr, Token: designer, Key: device("mac")}
	tunnel := listen(t, owner, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, tunnel, "app")
	for _, name := range []string{"shop", "kept"} {
		if name == "kept" { // held, by a client that was lost
			srv.Server().Registry().Interrupt(listen(t, owner, tunnelcore.TunnelConfig{Name: name}).Name(), wire.Error{Code: wire.CodeLimit})
		}
		for _, move := range []bool{false, true} {
			cfg := tunnelcore.TunnelConfig{Name: name, Move: move}
			thief := &tunnelcore.Client{Server: srv.Addr, Key: device("mac")}
			if err := tryName(t, thief, cfg); !errors.Is(err, tunnelcore.ErrUnauthorized) {
				t.Errorf("without a token: %v", err)
			}
			thief = &tunnelcore.Client{Server: srv.Addr, Key: device("mac"), Token: other}
			wantCode(t, tryName(t, thief, cfg), wire.CodeNameTaken)
		}
	}
	if got := get(t, srv.Client(), tunnel.URL()); !strings.HasPrefix(got, "200 app") {
		t.Errorf("after all that: %s", got)
	}
}

func TestANameIsMovedBetweenComputers(t *testing.T) {
	srv := servertest.Start(t)
	mac := &tunnelcore.Client{Server: srv.Addr, Token: srv.Token(t, "designer"), Key: device("mac")}
	first := listen(t, mac, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, first, "mac")
	pc := &tunnelcore.Client{Server: srv.Addr, Token: srv.Token(t, "designer"), Key: device("pc")}
	_, err := pc.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"})
	wantCode(t, err, wire.CodeNameElsewhere)
	if refusal, _ := errors.AsType[wire.Error](err); refusal.Device != "studio-mac" ||
		refusal.Message != "'shop' is shared from your computer studio-mac. Move it here?" {
		t.Errorf("refused with %+v", refusal)
	}
	second := listen(t, pc, tunnelcore.TunnelConfig{Name: "shop", Move: true})
	serve(t, second, "pc")
	<-first.Done()
	_, err = first.Accept()
	wantCode(t, err, wire.CodeNameElsewhere)
	if got := get(t, srv.Client(), second.URL()); !strings.HasPrefix(got, "200 pc") {
		t.Errorf("the name answers %q", got)
	}
}

// A client that moved a name here takes it only once: when it comes back after a
// name was moved on, it does not take it again.
func TestMovingDoesNotFlap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		macToken, pcToken := srv.Token(t, "designer"), srv.Token(t, "designer")
		var tunnels []*tunnelcore.Tunnel
		for _, c := range []*tunnelcore.Client{{Token: macToken, Key: device("mac")}, {Token: pcToken, Key: device("pc")}} {
			c.Server, c.DialContext = srv.Addr, network.DialContext
			tunnels = append(tunnels, listen(t, c, tunnelcore.TunnelConfig{Name: "shop", Move: true}))
		}
		<-tunnels[0].Done()
		for range 10 {
			network.Cut()
			network.Mend()
			time.Sleep(5 * time.Minute)
		}
		select {
		case <-tunnels[1].Done():
			_, err := tunnels[1].Accept()
			t.Errorf("the second lost the name: %v", err)
		default:
		}
		names, err := srv.Server().Store().Names()
		if err != nil || len(names) != 1 || names[0].Epoch > 2+10 {
			t.Errorf("%+v, %v: bound more often than the connection was lost", names, err)
		}
	})
}

// Two programs with one key want one name, and try for ever.
func TestTwoClientsWithOneKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		token := srv.Token(t, "designer")
		program := func() *tunnelcore.Client {
			return &tunnelcore.Client{Server: srv.Addr, DialContext: network.DialContext, Token: token, Key: device("mac")}
		}
		serve(t, listen(t, program(), tunnelcore.TunnelConfig{Name: "shop"}), "app")
		for range 20 {
			wantCode(t, tryName(t, program(), tunnelcore.TunnelConfig{Name: "shop"}), wire.CodeNameTaken)
		}
		names, err := srv.Server().Store().Names()
		if err != nil || len(names) != 1 || names[0].Epoch != 1 {
			t.Errorf("%+v, %v: want it bound once", names, err)
		}
		visits(t, network)
	})
}

// Access that is taken away ends everything at once, and nothing is tried again.
func TestAccessIsTakenAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		token := srv.Token(t, "designer")
		status := make(chan tunnelcore.Status, 1000)
		c := &tunnelcore.Client{
			Server: srv.Addr, DialContext: network.DialContext, Token: token, Key: device("mac"),
			OnStatus: func(s tunnelcore.Status) { status <- s },
		}
		tunnel := listen(t, c, tunnelcore.TunnelConfig{Name: "shop"})
		serve(t, tunnel, "app")
		visits(t, network)
		srv.Revoke(t, token)
		if n := len(srv.Server().Hub().Sessions()); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		<-tunnel.Done()
		_, err := tunnel.Accept()
		want := srv.Addr + " didn't accept this device. Your access may have been removed. Paste a new invite to continue; " +
			"your shares and names are kept."
		if !errors.Is(err, tunnelcore.ErrUnauthorized) || err.Error() != want {
			t.Errorf("Accept: %v", err)
		}
		var last tunnelcore.Status
		for last.State != tunnelcore.Closed {
			if last = <-status; last.State == tunnelcore.Reconnecting {
				t.Errorf("it tries again: %+v", last)
			}
		}
		if !errors.Is(last.Err, tunnelcore.ErrUnauthorized) {
			t.Errorf("status %+v", last)
		}
		dials := network.Dials()
		time.Sleep(24 * time.Hour)
		if n := network.Dials() - dials; n != 0 {
			t.Errorf("it dialed %d times in a day", n)
		}
		if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{}); !errors.Is(err, tunnelcore.ErrUnauthorized) {
			t.Errorf("Listen: %v", err)
		}

		// A new invite brings the name back.
		again := &tunnelcore.Client{
			Server: srv.Addr, DialContext: network.DialContext, Token: srv.Token(t, "designer"), Key: device("mac"),
		}
		serve(t, listen(t, again, tunnelcore.TunnelConfig{Name: "shop"}), "app")
		visits(t, network)
	})
}

// Too many failures from a network are no reason to give up for those in it who
// may come in.
func TestAnAddressThatFailsTooOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv, network := inMemory(t)
		token := srv.Token(t, "designer")
		looked := 0
		for range 50 {
			guesser := &tunnelcore.Client{Server: srv.Addr, DialContext: network.DialContext, Token: wire.NewToken().Reveal()}
			err := tryName(t, guesser, tunnelcore.TunnelConfig{})
			if errors.Is(err, tunnelcore.ErrUnauthorized) {
				looked++
				continue
			}
			wantCode(t, err, wire.CodeLimit)
		}
		if looked != 10 {
			t.Errorf("%d tries were looked at, want 10", looked)
		}
		c := &tunnelcore.Client{Server: srv.Addr, DialContext: network.DialContext, Token: token, WaitForServer: true}
		began := time.Now()
		defer c.Close()
		if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{}); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took == 0 || took > 2*time.Minute {
			t.Errorf("who may come in was let in after %v", took)
		}
	})
}

func TestATokenThatIsNone(t *testing.T) {
	dialed := func(context.Context, string, string) (net.Conn, error) { panic("dialed") }
	c := &tunnelcore.Client{Server: "share.example.com", Token: "gt_typed_wrongly", DialContext: dialed}
	_, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{})
	if !errors.Is(err, wire.ErrToken) || strings.Contains(err.Error(), "wrongly") {
		t.Errorf("%v, want ErrToken, which does not quote it", err)
	}
}
