package server_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/server/store"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// control opens a control connection.
func control(t *testing.T, addr string) *tls.Conn {
	t.Helper()
	conn, err := tls.Dial("tcp", addr, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{wire.ALPNControl}}) //nolint:gosec // a test's own server
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	return conn
}

func send(t *testing.T, w io.Writer, kind byte, json string) {
	t.Helper()
	frame := binary.BigEndian.AppendUint32(nil, uint32(len(json)+1))
	if _, err := w.Write(append(append(frame, kind), json...)); err != nil {
		t.Fatal(err)
	}
}

// A client from before there were accounts, byte by byte, on a server that has
// none; and what it hears when there are.
func TestAClientThatKnowsNoAccounts(t *testing.T) {
	const hello = `{"min":1,"max":1,"features":["plain"],"client":"gotunnel 0.1 linux/amd64","instance":"I",` +
		`"resume":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}`
	srv := servertest.Start(t)
	conn := control(t, srv.Addr)
	send(t, conn, 'H', hello)
	if w, err := wire.ReadAs[wire.Welcome](conn); err != nil || w.Version != 1 || w.Session == "" {
		t.Fatalf("welcome %+v, %v", w, err)
	}
	send(t, conn, 'B', `{"tunnel":"t1","kind":"http","name":"shop"}`)
	for {
		m, err := wire.Read(conn)
		if err != nil {
			t.Fatal(err)
		}
		if b, ok := m.(wire.Bound); ok {
			if b.Name != "shop" || b.Epoch != 1 {
				t.Errorf("bound %+v", b)
			}
			break
		}
	}

	srv.Token(t, "designer")
	conn = control(t, srv.Addr)
	send(t, conn, 'H', hello)
	if _, err := wire.ReadAs[wire.Welcome](conn); !strings.HasPrefix(fmt.Sprint(err), "This server needs an invite.") {
		t.Errorf("with accounts: %v", err)
	}
}

// Without accounts only a server that nobody else can reach is open.
func TestAServerThatOthersCanReachIsNotOpen(t *testing.T) {
	cases := map[string]struct {
		change func(c *server.Config)
		open   bool
	}{
		"this computer":               {func(*server.Config) {}, true},
		"this computer, by IPv6":      {func(c *server.Config) { c.Listen = "[::1]:0" }, true},
		"every network":               {func(c *server.Config) { c.Listen = "0.0.0.0:0" }, false},
		"visitors from every network": {func(c *server.Config) { c.HTTPListen = []string{"127.0.0.1:0", "0.0.0.0:0"} }, false},
		"clients from every network":  {func(c *server.Config) { c.ControlListen = ":0" }, false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			srv := servertest.Start(t, c.change)
			_, port, _ := net.SplitHostPort(srv.Addr)
			addr := srv.Addr
			if !c.open {
				addr = "127.0.0.1:" + port
			}
			client := &tunnelcore.Client{Server: addr}
			defer client.Close()
			_, err := client.Listen(t.Context(), tunnelcore.TunnelConfig{})
			if open := err == nil; open != c.open || !open && !errors.Is(err, tunnelcore.ErrUnauthorized) {
				t.Errorf("Listen: %v; want it open: %t", err, c.open)
			}
		})
	}
}

// An account's limit holds over sessions, devices and restarts.
func TestALimitIsNotEvaded(t *testing.T) {
	srv := servertest.Start(t)
	limit := func(a *store.Account) { a.Limits.Tunnels = 3 }
	token := srv.Token(t, "designer", limit)
	devices := []string{token, srv.Token(t, "designer")}
	for i := range 12 {
		c := &tunnelcore.Client{Server: srv.Addr, Token: devices[i%2], Key: sha256.Sum256([]byte{byte(i)})}
		name := fmt.Sprint("n", i)
		if _, err := c.Listen(t.Context(), tunnelcore.TunnelConfig{Name: name}); err != nil {
			t.Fatal(err)
		}
		srv.Server().Registry().Interrupt(name, wire.Error{Code: wire.CodeLimit}) // held, and not freed by Close
		c.Close()
		if i == 6 {
			srv.Stop()
			srv.Run()
		}
	}
	if live, held := srv.Server().Registry().Count(); live+held != 3 {
		t.Errorf("%d live and %d held, want 3", live, held)
	}
	names, err := srv.Server().Store().Names()
	if err != nil || len(names) != 3 {
		t.Errorf("%d names are stored, %v", len(names), err)
	}
	c := &tunnelcore.Client{Server: srv.Addr, Token: token}
	defer c.Close()
	for i := range 4 {
		_, err = c.Listen(t.Context(), tunnelcore.TunnelConfig{Name: fmt.Sprint("live", i)})
	}
	refusal, _ := errors.AsType[wire.Error](err)
	if refusal.Code != wire.CodeLimit {
		t.Errorf("the fourth live one: %v", err)
	}
}

// attributes keeps what is logged as it was given.
type attributes struct {
	slog.Handler
	mu   sync.Mutex
	text bytes.Buffer
}

func (a *attributes) Enabled(context.Context, slog.Level) bool { return true }

func (a *attributes) Handle(_ context.Context, r slog.Record) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Fprintf(&a.text, "%s", r.Message)
	r.Attrs(func(attr slog.Attr) bool {
		fmt.Fprintf(&a.text, " %s=%v", attr.Key, attr.Value)
		return true
	})
	a.text.WriteString("\n")
	return nil
}

// String may be asked while a connection that is no session is still handled.
func (a *attributes) String() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.text.String()
}

// Nothing that visitors or clients say gets into the log with what a terminal or
// a program that reads the log might obey.
func TestNobodyWritesTheLog(t *testing.T) {
	const evil = "\x1b[2J\r\nlevel=ERROR\x07\x9b"
	log := &attributes{}
	srv := servertest.Start(t, func(c *server.Config) { c.Logger = slog.New(log) })
	say := func(what string) {
		conn, err := net.Dial("tcp", srv.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		_ = conn.SetDeadline(time.Now().Add(patience))
		_, _ = io.WriteString(conn, what)
		_ = conn.(*net.TCPConn).CloseWrite()
		_, _ = io.Copy(io.Discard, conn)
	}
	for _, request := range []string{
		"GET / HTTP/1.1\r\nHost: " + evil + ".localhost\r\n\r\n",
		"GET /" + evil + " HTTP/1.1\r\nHost: shop.localhost\r\nUser-Agent: " + evil + "\r\n\r\n",
		evil + " / HTTP/1.1\r\nHost: shop.localhost\r\n" + evil + ": x\r\n\r\n",
		wire.PlainMagic + evil,
	} {
		say(request)
	}
	for _, protocols := range [][]string{nil, {wire.ALPNControl}, {evil}} {
		raw, err := net.Dial("tcp", srv.Addr)
		if err != nil {
			t.Fatal(err)
		}
		conn := tls.Client(raw, &tls.Config{ServerName: evil + ".localhost", NextProtos: protocols, InsecureSkipVerify: true}) //nolint:gosec // a test's own server
		_ = conn.SetDeadline(time.Now().Add(patience))
		_ = conn.Handshake()
		_, _ = io.WriteString(conn, evil+strings.Repeat("x", 100))
		_, _ = io.Copy(io.Discard, conn)
		conn.Close()
	}
	client := &tunnelcore.Client{Server: srv.Addr, Name: evil}
	_, _ = client.Listen(t.Context(), tunnelcore.TunnelConfig{Name: evil, Kind: wire.Kind(evil)})
	if _, err := client.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	client.Close()
	link, _ := wire.ParseInviteLink(srv.Invite(t, "designer"))
	grant, err := (&tunnelcore.Client{Server: srv.Addr, Name: evil}).Redeem(t.Context(), link.Code, evil)
	if err != nil {
		t.Fatal(err)
	}
	signedIn := &tunnelcore.Client{Server: srv.Addr, Name: evil, Token: grant.Token.Reveal()}
	if _, err := signedIn.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	sessions := srv.Server().Hub().Sessions()
	signedIn.Close()
	srv.Stop()

	if len(sessions) != 1 || strings.ContainsFunc(sessions[0].Device+sessions[0].Client, unicode.IsControl) {
		t.Errorf("sessions %+v", sessions)
	}
	text := log.String()
	for line := range strings.Lines(text) {
		if strings.ContainsFunc(strings.TrimSuffix(line, "\n"), func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 }) {
			t.Errorf("a control character in the log: %q", line)
		}
	}
	if !strings.Contains(text, "session began") || strings.Contains(text, grant.Token.Reveal()[14:40]) || strings.Contains(text, link.Code.Reveal()[7:30]) {
		t.Errorf("the log has nothing, or a secret: %s", text)
	}
}
