package public

import (
	"context"
	"net"
	"time"
)

// Shutdown waits for the visitors there are, and ends those that are left when
// ctx ends. Connections kept alive between requests, and those that have said
// nothing yet, are not waited for.
// Listeners are closed by whoever opened them, before; ports of TCP tunnels are
// closed here.
func (s *Server) Shutdown(ctx context.Context) {
	s.StopAccepting()
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()

	done := make(chan struct{})
	go func() {
		s.wg.Wait()
		close(done)
	}()
	s.retireIdle(ctx, done)
	s.mu.Lock()
	for conn := range s.conns {
		_ = conn.Close()
	}
	s.mu.Unlock()
	<-done
}

// idleLook is how often a server that stops looks for idle connections.
const idleLook = 100 * time.Millisecond

// retireIdle ends connections as they become idle, until none is left or ctx
// ends.
func (s *Server) retireIdle(ctx context.Context, done <-chan struct{}) {
	tick := time.NewTicker(idleLook)
	defer tick.Stop()
	for first := true; ; first = false {
		if !first {
			s.dropSilent()
		}
		for _, c := range s.relayed() {
			c.stop()
		}
		select {
		case <-done:
			return
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// SessionLost breaks off the visitors of a session that fell silent who have
// had nothing of their answer yet, so that they get a page in its place. Others
// may be in the middle of a download that still runs.
func (s *Server) SessionLost(id string) {
	for _, c := range s.relayed() {
		if c.stream.Session() == id && c.dues.untouched() {
			c.stream.Abort()
		}
	}
}

// silent stands for a connection that has said nothing yet. Browsers open some
// ahead.
var silent = new(checked)

// dropSilent ends the connections that say nothing.
func (s *Server) dropSilent() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for conn, c := range s.conns {
		if c == silent {
			_ = conn.Close()
		}
	}
}

// relayed is the HTTP connections that are being relayed.
func (s *Server) relayed() []*checked {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*checked
	for _, c := range s.conns {
		if c != nil && c != silent {
			all = append(all, c)
		}
	}
	return all
}

// relaying says that conn's HTTP is being relayed, that conn is silent, or with
// nil that it is neither.
func (s *Server) relaying(conn net.Conn, c *checked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.conns[conn]; ok {
		s.conns[conn] = c
	}
}
