package public

import (
	"context"
	"maps"
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
	if s.noPorts || s.ports[port] != nil {
		return nil
	}
	ln, err := Listen(net.JoinHostPort(host, strconv.Itoa(port)), false)
	if err != nil {
		return err
	}
	s.openedLocked(port, ln)
	return nil
}

// AdoptPort goes on with a port's listener that is open already.
func (s *Server) AdoptPort(port int, ln net.Listener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.noPorts || s.ports[port] != nil {
		_ = ln.Close()
		return
	}
	s.openedLocked(port, ln)
}

func (s *Server) openedLocked(port int, ln net.Listener) {
	s.ports[port] = ln
	look := func() registry.Entry { return s.Registry.LookupPort(port) }
	s.accepting.Go(func() {
		ctx := context.Background() // a port outlives the session that asked for it
		_ = s.accept(ctx, ln, func(conn net.Conn) { s.servePort(ctx, conn, look) })
	})
}

func (s *Server) servePort(ctx context.Context, conn net.Conn, look lookup) {
	if !s.passBytes(ctx, conn, relay.Wrap(conn), look, nil) {
		_ = conn.Close()
	}
}

// Ports are the open ports with their listeners, which stay the server's.
func (s *Server) Ports() map[int]net.Listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.ports)
}

// StopAccepting closes the ports for good and waits until whoever was accepted
// is counted as a visitor. The listeners of Serve are closed before.
func (s *Server) StopAccepting() {
	s.mu.Lock()
	s.noPorts = true
	for port, ln := range s.ports {
		_ = ln.Close()
		delete(s.ports, port)
	}
	s.mu.Unlock()
	s.accepting.Wait()
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
