package public

import (
	"context"
	"net"
	"strconv"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/relay"
)

// OpenPort listens on a port of TCP tunnels, on host. It does nothing if the
// port is open already.
func (s *Server) OpenPort(host string, port int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ports[port] != nil {
		return nil
	}
	ln, err := Listen(net.JoinHostPort(host, strconv.Itoa(port)), false)
	if err != nil {
		return err
	}
	s.ports[port] = ln
	look := func() registry.Entry { return s.Registry.LookupPort(port) }
	go func() {
		ctx := context.Background() // a port outlives the session that asked for it
		_ = s.accept(ctx, ln, func(conn net.Conn) { s.servePort(ctx, conn, look) })
	}()
	return nil
}

func (s *Server) servePort(ctx context.Context, conn net.Conn, look lookup) {
	if !s.passBytes(ctx, conn, relay.Wrap(conn), look, nil) {
		_ = conn.Close()
	}
}

// ClosePort stops listening on a port. Visitors that are there stay.
func (s *Server) ClosePort(port int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ln := s.ports[port]; ln != nil {
		_ = ln.Close()
		delete(s.ports, port)
	}
}
