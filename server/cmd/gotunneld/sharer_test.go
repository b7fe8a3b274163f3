package main

import (
	"crypto/tls"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"gotunnel/server/certs"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// sharer is the least that a client is: it shares one name and hands out its
// visitors' streams.
type sharer struct {
	addr, pin string
	session   string

	bound   chan wire.Bound
	drain   chan wire.Drain
	unbound chan wire.Unbound
	streams chan *link.Stream
	ended   chan wire.Error // what the server said last, closed when it hung up
}

// share connects to the server at addr, whose key must have the pin, and binds
// the name shop; token may be empty. The test's end disconnects it.
func share(t *testing.T, addr, pin, token string) *sharer {
	t.Helper()
	return shareKind(t, addr, pin, token, "shop", wire.HTTP)
}

func shareKind(t *testing.T, addr, pin, token, name string, kind wire.Kind) *sharer {
	t.Helper()
	s := &sharer{
		addr: addr, pin: pin,
		bound:   make(chan wire.Bound, 1),
		drain:   make(chan wire.Drain, 1),
		unbound: make(chan wire.Unbound, 1),
		streams: make(chan *link.Stream, 1),
		ended:   make(chan wire.Error, 1),
	}
	conn, err := s.dial(wire.ALPNControl)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	err = wire.Write(conn, wire.Hello{
		Versions: wire.Supported(), Instance: "test", Client: "sharer 1", Token: token,
		Resume: base64.RawURLEncoding.EncodeToString(make([]byte, 32)),
	})
	if err != nil {
		t.Fatal(err)
	}
	welcome, err := wire.ReadAs[wire.Welcome](conn)
	if err != nil {
		t.Fatal(err)
	}
	s.session = welcome.Session
	if err := wire.Write(conn, wire.Bind{Tunnel: "1", Kind: kind, Name: name}); err != nil {
		t.Fatal(err)
	}
	go s.receive(conn)
	await(t, s.bound, "bound")
	return s
}

// await receives what must come.
func await[T any](t *testing.T, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(patience):
		t.Fatalf("no %s after %v", what, patience)
		panic("unreachable")
	}
}

func (s *sharer) dial(protocol string) (*link.Secure, error) {
	tcp, err := net.Dial("tcp", s.addr)
	if err != nil {
		return nil, err
	}
	conn := link.Client(tcp, &tls.Config{
		NextProtos:         []string{protocol},
		InsecureSkipVerify: true, // the pin is checked instead
		VerifyConnection: func(state tls.ConnectionState) error {
			if got := certs.Pin(tls.Certificate{Leaf: state.PeerCertificates[0]}); got != s.pin {
				return errors.New("the server's key has the pin " + got)
			}
			return nil
		},
	})
	if err := conn.Handshake(); err != nil {
		tcp.Close()
		return nil, err
	}
	return conn, nil
}

// receive handles the server's messages until the connection ends.
func (s *sharer) receive(conn *link.Secure) {
	defer close(s.ended)
	for {
		message, err := wire.Read(conn)
		if err != nil {
			return
		}
		switch m := message.(type) {
		case wire.Bound:
			s.bound <- m
		case wire.Unbound:
			s.unbound <- m
		case wire.Error:
			s.ended <- m
		case wire.Drain:
			s.drain <- m
		case wire.Dial:
			for _, ticket := range m.Tickets {
				go s.serve(ticket)
			}
		}
	}
}

// serve opens a proxy connection and waits for one visitor on it.
func (s *sharer) serve(ticket string) {
	conn, err := s.dial(wire.ALPNProxy)
	if err != nil {
		return
	}
	if wire.Write(conn, wire.Attach{Session: s.session, Ticket: ticket}) != nil {
		return
	}
	if _, stream, err := link.New(conn).Accept(); err == nil {
		s.streams <- stream
	}
}

// visit opens a visitor's connection to the name and returns both of its ends,
// after the request has arrived.
func (s *sharer) visit(t *testing.T, host string) (visitor net.Conn, app *link.Stream) {
	t.Helper()
	visitor, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { visitor.Close() })
	if err := visitor.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	request := "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"
	if _, err := visitor.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	app = await(t, s.streams, "visitor at the app")
	expect(t, app, request)
	return visitor, app
}

// expect reads the text.
func expect(t *testing.T, conn net.Conn, want string) {
	t.Helper()
	var got strings.Builder
	for buffer := make([]byte, 4096); got.Len() < len(want); {
		n, err := conn.Read(buffer)
		got.Write(buffer[:n])
		if err != nil {
			t.Fatalf("read %q, then %v; want %q", &got, err, want)
		}
	}
	if got.String() != want {
		t.Fatalf("read %q, want %q", &got, want)
	}
}

// say writes the text.
func say(t *testing.T, conn net.Conn, text string) {
	t.Helper()
	if _, err := conn.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
}

// dial connects to addr until the test's end.
func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func readAll(t *testing.T, conn net.Conn) string {
	t.Helper()
	text, err := io.ReadAll(conn)
	if err != nil {
		t.Fatalf("read %q, then %v", text, err)
	}
	return string(text)
}
