package public

import (
	"context"
	"fmt"
	"io"
	"net"
	"time"

	"gotunnel/server/front"
	"gotunnel/server/registry"
	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// visitor is a public connection that carries HTTP.
type visitor struct {
	conn net.Conn
	end  relay.End // what carries the HTTP: conn, or TLS over it
	// tlsHost is the server name of the visitor's TLS; empty without TLS.
	tlsHost string
	entered bool // it is counted as a visitor of its tunnel
	// came is when the last request head was there; zero without an access log.
	came time.Time
}

// note takes note of the time at which a request head is there.
func (s *Server) note(v *visitor) {
	if s.Access != nil {
		v.came = time.Now()
	}
}

// serveHTTP routes by the first request head, then relays with every further
// head checked.
func (s *Server) serveHTTP(ctx context.Context, v *visitor, b *relay.Buffer) {
	c := &checked{End: v.end, conn: v.conn, queue: []*relay.Buffer{b}}
	defer c.release()
	head, first, err := c.first()
	if err != nil {
		s.turnAway(v, c, err)
		return
	}
	s.note(v)
	name, ok := s.nameOf(head.Host)
	if r := s.own(v, head, ok); !r.none() {
		first.Release()
		s.answer(v, head, r)
		return
	}
	if v.tlsHost == "" && s.byName(name, wire.TLS)().State != registry.Free {
		first.Release()
		s.toHTTPS(v, head)
		return
	}
	look := s.byName(name, wire.HTTP)
	if r := s.enter(v, name, look(), head); !r.none() {
		first.Release()
		s.answer(v, head, r)
		return
	}
	c.dues.journal = s.journal(v, name)
	c.dues.ask(head)
	c.dues.journal.up(len(first.Bytes()))
	stream, page := s.open(ctx, look, facts(v.conn, v.tlsHost != ""), first.Bytes())
	first.Release()
	if page != "" {
		s.answer(v, head, reply{page: page})
		return
	}
	c.judge = func(h *sniff.Head) reply {
		s.note(v)
		if other, ok := s.nameOf(h.Host); !ok || other != name {
			return reply{page: pages.Misdirected}
		}
		return s.enter(v, name, look(), h)
	}
	c.stream = stream
	s.relayHTTP(v, c, look)
}

// nameOf is what a canonical host is called in the registry: its name under the
// server's domain, or a custom domain as it is.
func (s *Server) nameOf(host string) (name string, ok bool) {
	if wire.Within(host, s.Domain) {
		return wire.NameIn(host, s.Domain)
	}
	return host, wire.IsOwnHost(host)
}

// own is the reply to a request that is for the server itself, that names no share
// here, or not the one that the visitor's TLS is for. isName is whether its host is
// a name's.
func (s *Server) own(v *visitor, head *sniff.Head, isName bool) reply {
	mixed := v.tlsHost != "" && v.tlsHost != head.Host
	switch {
	case isName && mixed:
		return reply{page: pages.Misdirected}
	case isName:
		return reply{}
	case head.Host == s.Domain && !mixed:
		return reply{full: front.Front{Domain: s.Domain}.Answer(head, s.clientPort(v.conn))}
	}
	return reply{page: pages.NotFound}
}

// turnAway ends a visitor whose first head could not be read.
func (s *Server) turnAway(v *visitor, c *checked, err error) {
	if c.refused.none() || isTimeout(err) {
		s.Stats.Refused.Add(1)
		_ = v.conn.Close()
		return
	}
	s.answer(v, &sniff.Head{}, c.refused)
}

// relayHTTP relays until both sides have ended, or until a request is refused:
// then the answers to the requests before come first, and the page after them.
func (s *Server) relayHTTP(v *visitor, c *checked, look lookup) {
	_ = v.conn.SetReadDeadline(time.Time{}) // the relay has limits of its own
	s.relaying(v.conn, c)
	c.onRefuse = func() { c.timer = time.AfterFunc(refuseWait, c.stream.Abort) }
	_, err := s.join(c, c.stream)
	if c.timer != nil {
		c.timer.Stop()
	}
	// Instead of an answer of which nothing came there is a page.
	replaced := err != nil && c.refused.none() && c.dues.untouched()
	c.dues.journal.close(replaced)
	switch {
	case err == nil && !c.refused.none():
		s.answer(v, c.head, c.refused)
	case err == nil || !c.refused.none():
		_ = v.conn.Close()
	case replaced:
		s.answer(v, c.head, reply{page: left(look().State)})
	default:
		c.End.Abort()
	}
}

// left is the page for a visitor whose request was taken and never answered.
func left(state registry.State) pages.Page {
	switch state {
	case registry.Held:
		return pages.Paused
	case registry.Ended:
		return pages.Ended
	case registry.Blocked:
		return pages.Blocked
	case registry.Live, registry.Free:
	}
	return pages.NotRunning
}

const (
	// pageWait is how long a page may take to be written.
	pageWait = 5 * time.Second
	// refuseWait is how long the answers to earlier requests may take once a
	// request was refused.
	refuseWait = 3 * time.Second
)

// clientPort is where clients come to, if it is not where conn came to.
func (s *Server) clientPort(conn net.Conn) string {
	if _, port, err := net.SplitHostPort(conn.LocalAddr().String()); err == nil && port == s.ClientPort {
		return ""
	}
	return s.ClientPort
}

// toHTTPS sends a visitor to the same address with TLS.
func (s *Server) toHTTPS(v *visitor, head *sniff.Head) {
	host := head.Host
	if _, port, err := net.SplitHostPort(v.conn.LocalAddr().String()); err == nil && port != "80" {
		host = net.JoinHostPort(host, port)
	}
	response := fmt.Appendf(nil, "HTTP/1.1 308 Permanent Redirect\r\nLocation: https://%s%s\r\n"+
		"Content-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n", host, pathOf(head.Target))
	s.logReply(v, head, response)
	s.write(v, response)
}

// pathOf is an origin-form target, or the root for the other forms.
func pathOf(target string) string {
	if len(target) > 0 && target[0] == '/' {
		return target
	}
	return "/"
}

func (s *Server) write(v *visitor, response []byte) {
	_ = v.conn.SetDeadline(time.Now().Add(pageWait))
	if relay.WriteTo(v.end, response) != nil || v.end.CloseWrite() != nil {
		_ = v.conn.Close()
		return
	}
	linger(v.conn)
}

// lingerBytes is how much a refused visitor may still send: closing with bytes
// unread would reset the connection and take the page with it.
const lingerBytes = 256 << 10

// linger half-closes and reads a little, so that what was written arrives.
func linger(conn net.Conn) {
	defer conn.Close()
	if relay.CloseWrite(conn) == nil {
		_, _ = io.CopyN(io.Discard, conn, lingerBytes)
	}
}
