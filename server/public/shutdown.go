package public

import (
	"context"
	"net"
	"time"
)

// Shutdown waits for the visitors there are, and ends those that are left when
// ctx ends. Connections kept alive between requests are not waited for.
// Listeners are closed by whoever opened them, before; ports of TCP tunnels are
// closed here.
func (s *Server) Shutdown(ctx context.Context) {
	s.mu.Lock()
	s.closed = true
	for port, ln := range s.ports {
		_ = ln.Close()
		delete(s.ports, port)
	}
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

// idleWait is how long nothing must move on a connection with no request under
// way for it to count as idle.
const idleWait = time.Second

// retireIdle ends connections as they become idle, until none is left or ctx
// ends.
func (s *Server) retireIdle(ctx context.Context, done <-chan struct{}) {
	tick := time.NewTicker(idleWait)
	defer tick.Stop()
	seen := map[*checked]int64{}
	for {
		for _, c := range s.relayed() {
			moves := c.moves.Load()
			if last, ok := seen[c]; ok && last == moves && c.answered.Load() {
				c.retire()
			}
			seen[c] = moves
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

// relayed is the HTTP connections that are being relayed.
func (s *Server) relayed() []*checked {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*checked
	for _, c := range s.conns {
		if c != nil {
			all = append(all, c)
		}
	}
	return all
}

// relaying says that conn's HTTP is being relayed.
func (s *Server) relaying(conn net.Conn, c *checked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.conns[conn]; ok {
		s.conns[conn] = c
	}
}
