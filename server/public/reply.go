package public

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"gotunnel/server/registry"
	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/wire"
)

// reply is what a visitor gets from the server instead of what he asked for. The
// zero value is none.
type reply struct {
	page pages.Page
	full []byte // a whole response, with Connection: close
	// unread is that it answers what could not be read, and not the last head.
	unread bool
}

func (r reply) none() bool { return r.page == "" && r.full == nil }

// enter counts a visitor in by the first request that is one. The reply is what he
// gets instead.
func (s *Server) enter(v *visitor, name string, e registry.Entry, h *sniff.Head) reply {
	if guarded(e) && !v.entered && !isSelfCheck(h) {
		if !s.Abuse.Enter(name, address(v.conn)) {
			return reply{page: pages.Crowded}
		}
		v.entered = true
	}
	return s.intercept(v, e, h)
}

// isSelfCheck tells that a client looks at its own link. Nobody could show a page to
// people by that: their browsers would say that they want one.
func isSelfCheck(h *sniff.Head) bool {
	return h.Method == http.MethodGet && !h.AcceptsHTML && !h.Upgrade && strings.HasPrefix(h.Target, wire.SelfCheck)
}

// intercept is the reply that a request gets for the name's sake, which is not
// the share's to decide.
func (s *Server) intercept(v *visitor, e registry.Entry, h *sniff.Head) reply {
	if !guarded(e) {
		return reply{}
	}
	return reply{full: s.Abuse.Answer(h, v.tlsHost != "")}
}

// guarded tells whether a name leads somewhere and nobody vouches for it.
func guarded(e registry.Entry) bool {
	return !e.Reserved && (e.State == registry.Live || e.State == registry.Held)
}

func address(conn net.Conn) netip.Addr {
	if tcp, ok := conn.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr()
	}
	return netip.Addr{}
}

// answer gives the visitor a reply and ends the connection.
func (s *Server) answer(v *visitor, head *sniff.Head, r reply) {
	s.Stats.Refused.Add(1)
	if r.full == nil {
		r.full = s.Abuse.Pages().Response(r.page, head.AcceptsHTML, head.Method == http.MethodHead)
	}
	if r.unread {
		head = &sniff.Head{}
	}
	s.logReply(v, head, r.full)
	s.write(v, r.full)
}
