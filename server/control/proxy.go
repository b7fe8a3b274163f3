package control

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// attachWait is how long a proxy connection has to show its ticket.
const attachWait = 5 * time.Second

// ServeProxy takes a client's proxy connection whose TLS handshake is done. It
// blocks until the ticket was read; after that the pool owns the connection.
func (h *Hub) ServeProxy(conn *link.Secure) {
	s, err := h.attach(conn, conn, false)
	if err != nil {
		h.dropProxy(conn, err)
		return
	}
	s.secure.arrived(link.New(conn))
}

// ServePlain takes a plain proxy connection, after its magic bytes; prefix is
// what else was read of it.
func (h *Hub) ServePlain(conn net.Conn, prefix []byte) {
	s, err := h.attach(conn, io.MultiReader(bytes.NewReader(prefix), conn), true)
	if err != nil {
		h.dropProxy(conn, err)
		return
	}
	s.plain.arrived(&plainConn{conn})
}

func (h *Hub) dropProxy(conn net.Conn, err error) {
	h.Logger.Info("proxy connection refused", "client_addr", conn.RemoteAddr(), "err", err)
	_ = conn.Close()
}

func (h *Hub) attach(conn net.Conn, r io.Reader, plain bool) (*Session, error) {
	if err := conn.SetDeadline(time.Now().Add(attachWait)); err != nil {
		return nil, err
	}
	m, err := read[wire.Attach](r)
	if err != nil {
		return nil, fmt.Errorf("read attach: %w", err)
	}
	s, ok := h.tickets.redeem(m.Ticket, m.Session, plain)
	if !ok {
		return nil, refuse(conn, wire.Error{Code: wire.CodeTicket, Message: "Unknown, used or late ticket."},
			errors.New("bad ticket"))
	}
	return s, conn.SetDeadline(time.Time{})
}

// openTries is how often a stream may be started anew: a connection can die
// between the look at it and the first write.
const openTries = 3

// maxRetry is how many first bytes may be sent again. What fits one TLS record
// was not understood by the client if its write failed; of more, part may have
// reached the app.
const maxRetry = 8 << 10

func (t *Tunnel) openSecure(ctx context.Context, open wire.Open, first []byte) (Stream, error) {
	s := t.session
	for try := 1; ; try++ {
		conn, err := s.secure.take(ctx)
		if err != nil {
			return nil, err
		}
		stream, err := conn.Open(open, first)
		if err == nil && t.enter(stream) {
			return &secureStream{stream, conn, t}, nil
		}
		_ = conn.Close()
		s.secure.gone()
		if err == nil {
			return nil, errCut
		}
		if try == openTries || len(first) > maxRetry {
			return nil, fmt.Errorf("start stream: %w", err)
		}
	}
}

// secureStream gives its connection back when it is finished.
type secureStream struct {
	*link.Stream
	conn   *link.Conn
	tunnel *Tunnel
}

func (s *secureStream) Session() string { return s.tunnel.session.id }

func (s *secureStream) Finish() {
	s.tunnel.leave(s.Stream)
	if s.Stream.Finish() {
		s.tunnel.session.secure.put(s.conn)
	} else {
		s.tunnel.session.secure.gone()
	}
}

// plainConn is a plain proxy connection: one visitor, then it is closed.
type plainConn struct{ net.Conn }

// Alive reports whether the client has closed the idle connection.
func (c *plainConn) Alive() bool { return link.Quiet(c.Conn) }

func (t *Tunnel) openPlain(ctx context.Context, open wire.Open, first []byte) (Stream, error) {
	s := t.session
	conn, err := s.plain.take(ctx)
	if err != nil {
		return nil, err
	}
	frame, err := wire.Append(nil, open)
	if err == nil {
		_, err = conn.Write(append(frame, first...))
	}
	if err != nil {
		_ = conn.Close()
		s.plain.gone()
		return nil, fmt.Errorf("start plain stream: %w", err)
	}
	end := relay.Wrap(conn.Conn)
	if !t.enter(end) {
		_ = conn.Close()
		s.plain.gone()
		return nil, errCut
	}
	return &plainStream{end, conn, t}, nil
}

type plainStream struct {
	relay.End
	conn   *plainConn
	tunnel *Tunnel
}

// RelayEnd lets the relay see the TCP connection, to splice it.
func (s *plainStream) RelayEnd() relay.End { return s.End }

func (s *plainStream) Session() string { return s.tunnel.session.id }

func (s *plainStream) Finish() {
	s.tunnel.leave(s.End)
	_ = s.conn.Close()
	s.tunnel.session.plain.gone()
}
