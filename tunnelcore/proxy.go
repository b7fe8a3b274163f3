package tunnelcore

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// maxProxies bounds how many proxy connections a server can have this computer
// open: more than file descriptors would last for, on most.
const maxProxies = 8192

// dial opens the proxy connections that the server asks for. The server says
// how many and gives each its ticket; where they go is this client's to know.
func (s *session) dial(m wire.Dial) {
	for i, ticket := range m.Tickets {
		if !s.client.reserve() {
			s.undialed(m.Tickets[i:], m.Plain, "too many connections")
			return
		}
		s.client.wg.Go(func() {
			defer s.client.proxies.Add(-1)
			if err := s.proxy(ticket, m.Plain); err != nil {
				s.undialed([]string{ticket}, m.Plain, err.Error())
			}
		})
	}
}

func (c *Client) reserve() bool {
	if c.proxies.Add(1) > maxProxies {
		c.proxies.Add(-1)
		return false
	}
	return true
}

func (s *session) undialed(tickets []string, plain bool, reason string) {
	s.client.Logger.Info("proxy connection failed", "plain", plain, "reason", reason)
	s.post(wire.Undialed{Tickets: tickets, Plain: plain, Reason: reason})
}

// proxy opens one proxy connection and serves visitors on it until it ends. It
// fails only before the connection was attached.
func (s *session) proxy(ticket string, plain bool) error {
	attach := wire.Attach{Session: s.id, Ticket: ticket}
	if plain {
		conn, err := s.attachPlain(attach)
		if err == nil {
			s.servePlain(conn)
		}
		return err
	}
	conn, err := s.attachSecure(attach)
	if err == nil {
		s.serveSecure(conn)
	}
	return err
}

func (s *session) attachSecure(attach wire.Attach) (*link.Conn, error) {
	ctx, cancel := context.WithTimeout(s.ctx, dialWait)
	defer cancel()
	secure, err := s.client.dialTLS(ctx, wire.ALPNProxy)
	if err != nil {
		return nil, err
	}
	if err := wire.Write(secure, attach); err != nil {
		_ = secure.Close()
		return nil, err
	}
	return link.New(secure), nil
}

// serveSecure hands out one stream after another. While it is idle the
// connection ends with the session; a running stream outlives that.
func (s *session) serveSecure(conn *link.Conn) {
	defer conn.Close()
	var busy atomic.Bool
	defer context.AfterFunc(s.ctx, func() {
		if busy.CompareAndSwap(false, true) {
			_ = conn.Close()
		}
	})()
	for s.ctx.Err() == nil {
		open, stream, err := conn.Accept()
		if err != nil || !busy.CompareAndSwap(false, true) {
			return
		}
		t := s.tunnel(open.Tunnel)
		if t == nil || !t.serve(stream, stream.Closed()) {
			return
		}
		reusable := stream.Finish()
		t.leave(stream)
		if !reusable {
			return
		}
		busy.Store(false)
	}
}

// abort cuts a stream off so that its visitor can tell.
func abort(conn net.Conn) {
	relay.Wrap(conn).Abort()
	_ = conn.Close() // its owner waits for that
}

func (s *session) attachPlain(attach wire.Attach) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(s.ctx, dialWait)
	defer cancel()
	conn, err := s.client.dial(ctx)
	if err != nil {
		return nil, err
	}
	frame, err := wire.Append([]byte(wire.PlainMagic), attach)
	if err == nil {
		_, err = conn.Write(frame)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// openWait is how long an open may take from its first byte.
const openWait = 10 * time.Second

// servePlain waits for the one visitor of a plain proxy connection.
func (s *session) servePlain(conn net.Conn) {
	defer conn.Close()
	stop := context.AfterFunc(s.ctx, func() { _ = conn.Close() })
	first := &firstByte{Conn: conn}
	open, err := wire.ReadAs[wire.Open](first)
	if !stop() || err != nil || conn.SetReadDeadline(time.Time{}) != nil {
		return
	}
	v := &plainVisitor{Conn: conn, remote: link.Addr(open.Visitor), closed: make(chan struct{})}
	if t := s.tunnel(open.Tunnel); t != nil && t.serve(v, v.closed) {
		t.leave(v)
	}
}

// firstByte starts a deadline when something has been read.
type firstByte struct {
	net.Conn
	begun bool
}

func (f *firstByte) Read(p []byte) (int, error) {
	n, err := f.Conn.Read(p)
	if n > 0 && !f.begun {
		f.begun = true
		_ = f.SetReadDeadline(time.Now().Add(openWait)) // the next read fails too if this does
	}
	return n, err
}

// plainVisitor is a visitor on a plain proxy connection, which is his alone.
type plainVisitor struct {
	net.Conn
	remote net.Addr
	once   sync.Once
	closed chan struct{}
}

func (v *plainVisitor) RemoteAddr() net.Addr { return v.remote }

func (v *plainVisitor) Close() error {
	err := v.Conn.Close()
	v.once.Do(func() { close(v.closed) })
	return err
}

// CloseWrite ends this direction.
func (v *plainVisitor) CloseWrite() error { return relay.CloseWrite(v.Conn) }

// RelayEnd lets the relay see the TCP connection, to splice it.
func (v *plainVisitor) RelayEnd() relay.End { return relay.Wrap(v.Conn) }
