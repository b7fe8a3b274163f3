package control_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"gotunnel/server/access"
	"gotunnel/server/certs"
	"gotunnel/server/control"
	"gotunnel/server/public"
	"gotunnel/server/registry"
	"gotunnel/server/servertest/memnet"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// lab is a server's parts on a network in memory. Names are kept nowhere: under
// synctest the disk can't be waited for.
type lab struct {
	t       *testing.T
	network *memnet.Network
	hub     *control.Hub
	keeper  *noKeeper
	door    *door
	log     *logBook
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{t: t, network: memnet.New(), log: &logBook{}, door: &door{}, keeper: &noKeeper{}}
	logger := slog.New(l.log)
	reg, err := registry.New(registry.Config{Keeper: l.keeper, Hold: time.Hour, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	cert, err := certs.Self(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	l.hub = control.New(control.Config{
		Access: l.door, Registry: reg, Domain: "localhost", Kinds: []wire.Kind{wire.HTTP, wire.TLS}, Logger: logger,
		Endpoint: func(_ wire.Kind, name string, _ int) string { return "http://" + name + ".localhost:8080" },
	})
	front := public.New(public.Config{
		Registry: reg, Hub: l.hub, Domain: "localhost", Logger: logger,
		LinkTLS: &tls.Config{Certificates: []tls.Certificate{cert}}, //nolint:gosec // public sets the version
	})
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() { _ = front.Serve(ctx, l.network, public.All) })
	wg.Go(func() { l.hub.Run(ctx) })
	t.Cleanup(func() {
		_ = l.network.Close()
		cancel()
		front.Shutdown(ctx)
		l.hub.Wait()
		wg.Wait()
	})
	return l
}

// noKeeper keeps nothing. It calls onPut, if there is one, while a name is being
// stored.
type noKeeper struct {
	onPut func(name string)
}

func (k *noKeeper) PutName(n store.Name) error {
	if k.onPut != nil {
		k.onPut(n.Name)
	}
	return nil
}

func (*noKeeper) Names() ([]store.Name, error)   { return nil, nil }
func (*noKeeper) DeleteName(string) error        { return nil }
func (*noKeeper) Blocks() ([]store.Block, error) { return nil, nil }
func (*noKeeper) PutBlock(store.Block) error     { return nil }
func (*noKeeper) DeleteBlock(string) error       { return nil }

// door lets in who the test says; while it says nothing, everybody.
type door struct {
	mu    sync.Mutex
	known map[string]access.Identity // by token
	asked func()                     // before each answer
	seen  []string
}

func (d *door) Admit(_ context.Context, token string, _ netip.Addr) (access.Identity, error) {
	d.mu.Lock()
	asked := d.asked
	who, ok := d.known[token]
	open := d.known == nil
	d.mu.Unlock()
	if asked != nil {
		asked()
	}
	if !ok && !open {
		return who, fmt.Errorf("not let in: %w", wire.Error{Code: wire.CodeUnauthorized, Message: "No."})
	}
	return who, nil
}

func (d *door) Redeem(_ context.Context, r wire.Redeem, _ netip.Addr) (wire.Granted, error) {
	if r.Code != "good" {
		return wire.Granted{}, fmt.Errorf("not redeemed: %w", wire.Error{Code: wire.CodeUnauthorized, Message: "No."})
	}
	return wire.Granted{Token: "token of " + r.Device, Account: "designer"}, nil
}

func (d *door) Seen(_ context.Context, token, client string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seen = append(d.seen, token+" "+client)
}

// know makes a token known that is its own id.
func (d *door) know(token string, who access.Identity) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.known == nil {
		d.known = map[string]access.Identity{}
	}
	who.Token = token
	d.known[token] = who
}

func (d *door) forget(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.known, token)
}

// logBook keeps every attribute of every event as it was given.
type logBook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *logBook) Enabled(context.Context, slog.Level) bool { return true }
func (b *logBook) WithAttrs([]slog.Attr) slog.Handler       { return b }
func (b *logBook) WithGroup(string) slog.Handler            { return b }

func (b *logBook) Handle(_ context.Context, r slog.Record) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.text.WriteString(r.Message)
	r.Attrs(func(a slog.Attr) bool {
		b.text.WriteString(" " + a.Key + "=" + a.Value.String())
		return true
	})
	b.text.WriteString("|\n")
	return nil
}

func (b *logBook) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (l *lab) dial() net.Conn {
	l.t.Helper()
	conn, err := l.network.DialContext(l.t.Context(), "", "")
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { conn.Close() })
	return conn
}

func (l *lab) dialTLS(protocol string) *link.Secure {
	l.t.Helper()
	secure := link.Client(l.dial(), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{protocol}}) //nolint:gosec // a test's own server
	if err := secure.Handshake(); err != nil {
		l.t.Fatal(err)
	}
	return secure
}

func secretOf(device string) string {
	var secret [32]byte
	copy(secret[:], device)
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

func hello(device, instance string) wire.Hello {
	return wire.Hello{Versions: wire.Supported(), Features: wire.Features(), Client: device, Instance: instance, Resume: secretOf(device)}
}

// client is a client that does only what the test says. It answers pings
// unless it is deaf.
type client struct {
	lab     *lab
	control *link.Control
	session string
	report  string            // where visitors report a name
	got     chan wire.Message // closed at the end
}

// join makes a session.
func (l *lab) join(h wire.Hello) *client {
	l.t.Helper()
	conn := l.dialTLS(wire.ALPNControl)
	if err := wire.Write(conn, h); err != nil {
		l.t.Fatal(err)
	}
	welcome, err := wire.ReadAs[wire.Welcome](conn)
	if err != nil {
		l.t.Fatal(err)
	}
	c := &client{
		lab: l, control: link.NewControl(conn, time.Hour, 24*time.Hour), session: welcome.Session, report: welcome.Report,
		got: make(chan wire.Message, 1000),
	}
	go c.receive()
	l.t.Cleanup(c.control.Close)
	return c
}

func (c *client) receive() {
	defer close(c.got)
	for {
		m, err := c.control.Receive()
		if err != nil {
			return
		}
		c.got <- m
	}
}

func (c *client) send(messages ...wire.Message) {
	c.lab.t.Helper()
	for _, m := range messages {
		if err := c.control.Send(m); err != nil {
			c.lab.t.Fatal(err)
		}
	}
}

// next is the next message of a type; others are skipped.
func next[T wire.Message](c *client) T {
	c.lab.t.Helper()
	for {
		select {
		case m, open := <-c.got:
			if !open {
				var want T
				c.lab.t.Fatalf("the session ended before a %T came", want)
			}
			if m, ok := m.(T); ok {
				return m
			}
		case <-time.After(time.Minute):
			var want T
			c.lab.t.Fatalf("no %T came", want)
		}
	}
}

// ended waits for the end of the session, and returns the server's last word.
func (c *client) ended() (last wire.Message) {
	c.lab.t.Helper()
	timeout := time.After(time.Minute)
	for {
		select {
		case m, open := <-c.got:
			if !open {
				return last
			}
			last = m
		case <-timeout:
			c.lab.t.Fatal("the session does not end")
		}
	}
}

func bind(id, name string) wire.Bind { return wire.Bind{Tunnel: id, Kind: wire.HTTP, Name: name} }

// has binds a name that must be had.
func (c *client) has(id, name string) wire.Bound {
	c.lab.t.Helper()
	c.send(bind(id, name))
	b := next[wire.Bound](c)
	if b.Tunnel != id || b.Name != name {
		c.lab.t.Fatalf("bound %+v, want %s as %s", b, id, name)
	}
	return b
}

// isRefused binds a name that must not be had.
func (c *client) isRefused(m wire.Bind, code wire.Code) {
	c.lab.t.Helper()
	c.send(m)
	if r := next[wire.Refused](c); r.Tunnel != m.Tunnel || r.Code != code || r.Message == "" {
		c.lab.t.Fatalf("refused with %+v, want %s", r, code)
	}
}

// attach opens a proxy connection, and returns the server's refusal or nil when
// it keeps the connection.
func (c *client) attach(session, ticket string, plain bool) error {
	c.lab.t.Helper()
	var conn net.Conn
	if plain {
		conn = c.lab.dial()
		if _, err := io.WriteString(conn, wire.PlainMagic); err != nil {
			c.lab.t.Fatal(err)
		}
	} else {
		conn = c.lab.dialTLS(wire.ALPNProxy)
	}
	if err := wire.Write(conn, wire.Attach{Session: session, Ticket: ticket}); err != nil {
		c.lab.t.Fatal(err)
	}
	// One that is kept says nothing.
	_ = conn.SetReadDeadline(time.Now().Add(time.Second))
	_, err := wire.Read(conn)
	if err == nil {
		return errRefused
	}
	if isTimeout(err) {
		return nil
	}
	return err
}

// proxy opens a proxy connection for a visitor who waits.
func (c *client) proxy(ticket string) *link.Conn {
	c.lab.t.Helper()
	conn := c.lab.dialTLS(wire.ALPNProxy)
	if err := wire.Write(conn, wire.Attach{Session: c.session, Ticket: ticket}); err != nil {
		c.lab.t.Fatal(err)
	}
	return link.New(conn)
}

var errRefused = errors.New("refused")

// page asks for a name as a visitor and returns the status line.
func (l *lab) page(name string) string {
	l.t.Helper()
	conn := l.dial()
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: "+name+".localhost\r\n\r\n")
	answer, _ := io.ReadAll(conn)
	line, _, _ := strings.Cut(string(answer), "\r\n")
	return line
}
