package server

import (
	"context"
	"net"
	"net/url"
	"strconv"

	"gotunnel/server/public"
)

// A server is followed by another without a moment in which nobody listens: the
// successor gets the open sockets, then the store, and then the first one stops
// while its visitors finish.
//
//	sockets := first.Sockets()       // for the successor's Config.Handed
//	err := first.Suspend(ctx)        // New of the successor opens the store; then
//	first.Leave()                    // and end the context of Serve; or, if it failed,
//	err = first.Resume()

// Socket is an open listener by the name that it has in Config.Handed.
type Socket struct {
	Name     string
	Listener net.Listener
}

// Inherited is the name of a socket of Config.Inherited.
const Inherited = "inherited"

// SocketName is what a listener is called in Config.Handed that was asked for by
// addr. It has no colon, because LISTEN_FDNAMES separates names by it.
func SocketName(what, addr string) string { return what + "=" + url.QueryEscape(addr) }

// kindOf is what listeners are called by what they take.
var kindOf = map[public.Accepts]string{
	public.All: "all", public.HTTP: "http", public.TLS: "tls", public.Clients: "clients",
}

// portName is the name of a TCP tunnel's port.
func portName(host string, port int) string {
	return SocketName("port", net.JoinHostPort(host, strconv.Itoa(port)))
}

// Sockets are what the server listens on. They stay the server's.
func (s *Server) Sockets() []Socket {
	var all []Socket
	for _, ln := range s.listeners {
		all = append(all, Socket{ln.name, ln.Listener})
	}
	for port, ln := range s.public.Ports() {
		all = append(all, Socket{portName(s.host(), port), ln})
	}
	return all
}

// Suspend closes the store for a successor, when what is being written is
// written. Whoever needs the store waits until Leave or Resume, one of which
// must follow, soon. Names in the store stay whose they are. After an error
// nothing has changed. What visitors of this server move from then on is not
// counted for their accounts.
func (s *Server) Suspend(ctx context.Context) error {
	if err := s.meters.Save(ctx); err != nil {
		return err
	}
	return s.file.Suspend(ctx)
}

// Resume takes the store back. An error says that it could not be had: end
// Serve then.
func (s *Server) Resume() error { return s.file.Resume() }

// Leave leaves the store to the successor, and its names with it. What follows
// is the end of the context of Serve.
func (s *Server) Leave() { s.file.Leave() }

// handed takes what a predecessor listened on under that name.
func (s *Server) handed(name string) (net.Listener, bool) {
	ln, ok := s.cfg.Handed[name]
	delete(s.cfg.Handed, name)
	return ln, ok
}

// adopt goes on listening on the predecessor's ports of names that are held.
// Nothing else is left by then that anybody would want.
func (s *Server) adopt() {
	for _, port := range s.registry.HeldPorts() {
		if ln, ok := s.handed(portName(s.host(), port)); ok {
			s.public.AdoptPort(port, ln)
		}
	}
	for name, ln := range s.cfg.Handed {
		delete(s.cfg.Handed, name)
		_ = ln.Close()
	}
}

// Close closes a server that Serve was not called for.
func (s *Server) Close() error { return s.close() }
