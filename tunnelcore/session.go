package tunnelcore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// session is the client's side of one control connection.
type session struct {
	client  *Client
	id      string
	addr    string // the server's
	account string // as in Status
	domain  string
	// canCheck tells that the server can be asked about names.
	canCheck bool
	control  *link.Control
	ctx      context.Context
	cancel   context.CancelFunc
	posted   chan struct{} // holds one: there is something in out

	mu      sync.Mutex
	out     []wire.Message  // posted and not sent
	pending map[string]bool // tunnels whose bind is not answered
	ready   bool            // told the client that all were
	// checks are names that were asked about and not answered, by the question's
	// number.
	checks    map[uint64]chan<- *wire.Error
	lastCheck uint64
}

// The server may say what heartbeat it wants, within reason.
const (
	minPing, maxPing = time.Second, time.Minute
	minDead, maxDead = 2 * time.Second, 5 * time.Minute
)

func newSession(c *Client, conn *link.Secure, w wire.Welcome) *session {
	ctx, cancel := context.WithCancel(c.ctx)
	return &session{
		client: c, id: w.Session, addr: conn.RemoteAddr().String(), account: w.Account, domain: w.Domain,
		canCheck: slices.Contains(w.Features, wire.FeatureCheck), checks: map[uint64]chan<- *wire.Error{},
		ctx: ctx, cancel: cancel, posted: make(chan struct{}, 1), pending: map[string]bool{},
		control: link.NewControl(conn, within(w.PingAfter, minPing, maxPing), within(w.DeadAfter, minDead, maxDead)),
	}
}

func within(ms int, least, most time.Duration) time.Duration {
	return max(least, min(most, time.Duration(ms)*time.Millisecond))
}

// run binds the client's tunnels and serves the server's wishes until the
// connection is lost, and says why. Streams that are running then go on: they
// have connections of their own.
func (s *session) run() error {
	defer context.AfterFunc(s.ctx, s.control.Close)()
	s.client.wg.Go(s.sendPosted)
	s.begin()
	err := s.receive()
	s.client.mu.Lock()
	s.client.setSessionLocked(nil)
	s.client.mu.Unlock()
	if drained, ok := errors.AsType[*drainError](err); ok {
		s.client.wg.Go(func() { s.linger(drained.grace) })
		return retryable(err)
	}
	s.end()
	if refusal, ok := errors.AsType[wire.Error](err); ok && refusal.Code == wire.CodeUnauthorized {
		return s.client.refused(refusal)
	}
	return retryable(err)
}

func (s *session) end() {
	s.cancel()
	s.control.Close()
}

// lingerMore is how much longer than its grace a server may take to stop.
const lingerMore = 10 * time.Second

// linger leaves a server that stops the connections that it has, for visitors
// that it took before, until it closes the control connection. New ones would
// lead to the server that follows it.
func (s *session) linger(grace time.Duration) {
	defer s.end()
	ctx, cancel := context.WithTimeout(s.ctx, min(grace, maxGrace)+lingerMore)
	defer cancel()
	defer context.AfterFunc(ctx, s.control.Close)()
	for {
		m, err := s.control.Receive()
		if err != nil {
			return
		}
		if d, ok := m.(wire.Dial); ok {
			s.undialed(d.Tickets, d.Plain, "the server stops")
		}
	}
}

// begin makes the session the client's and binds what tunnels there are.
func (s *session) begin() {
	c := s.client
	c.mu.Lock()
	c.setSessionLocked(s)
	for _, t := range c.tunnels {
		s.bind(t)
	}
	c.mu.Unlock()
	s.answered("") // there may be none
}

// bind asks for a tunnel. It does not block.
func (s *session) bind(t *Tunnel) {
	s.mu.Lock()
	s.pending[t.id] = true
	s.mu.Unlock()
	s.post(t.request())
}

// unbind gives a tunnel up that is over. It does not block.
func (s *session) unbind(t *Tunnel) {
	s.post(wire.Unbind{Tunnel: t.id})
	s.answered(t.id)
}

// post sends a message later, in its turn: an unbind must not pass its bind.
func (s *session) post(m wire.Message) {
	s.mu.Lock()
	s.out = append(s.out, m)
	s.mu.Unlock()
	select {
	case s.posted <- struct{}{}:
	default:
	}
}

// sendPosted sends what is posted until the session ends.
func (s *session) sendPosted() {
	for {
		select {
		case <-s.posted:
		case <-s.ctx.Done():
			return
		}
		s.mu.Lock()
		out := s.out
		s.out = nil
		s.mu.Unlock()
		for _, m := range out {
			s.send(m)
		}
	}
}

func (s *session) send(m wire.Message) {
	_ = s.control.Send(m) // a failed send ends the session by itself
}

func (s *session) receive() error {
	for {
		m, err := s.control.Receive()
		switch {
		case s.ctx.Err() != nil:
			return ErrClosed
		case errors.Is(err, io.EOF):
			return errors.New("the server closed the connection")
		case err != nil:
			return err
		}
		if err := s.handle(m); err != nil {
			return err
		}
	}
}

func (s *session) handle(m wire.Message) error {
	switch m := m.(type) {
	case wire.Bound:
		s.bound(m)
	case wire.Refused:
		s.refused(m)
	case wire.Unbound:
		s.unbound(m)
	case wire.Checked:
		s.checked(m)
	case wire.Dial:
		s.dial(m)
	case wire.Drain:
		return s.drain(m)
	case wire.Error:
		return m
	default:
		return fmt.Errorf("unexpected %T from the server", m)
	}
	return nil
}

// drain leaves a server that stops, which may go on with the connections it has.
func (s *session) drain(m wire.Drain) error {
	return &drainError{time.Duration(m.GraceMS) * time.Millisecond}
}

func (s *session) bound(m wire.Bound) {
	if t := s.tunnel(m.Tunnel); t != nil {
		t.live(m)
	}
	s.answered(m.Tunnel)
}

// refused ends a tunnel, or tries again later if that may help.
func (s *session) refused(m wire.Refused) {
	t := s.tunnel(m.Tunnel)
	if t == nil { // given up meanwhile
		s.answered(m.Tunnel)
		return
	}
	if m.Retry && t.wasLive() {
		s.client.wg.Go(func() { s.bindLater(t) })
		return
	}
	t.fail(maybeRetry(m.Error, m.Retry))
	s.answered(m.Tunnel)
}

// rebindWait is how long to wait before asking again for a tunnel that was
// live before.
const rebindWait = time.Second

func (s *session) bindLater(t *Tunnel) {
	timer := time.NewTimer(rebindWait)
	defer timer.Stop()
	select {
	case <-timer.C:
		s.post(t.request())
	case <-s.ctx.Done():
	case <-t.done:
		s.answered(t.id)
	}
}

func (s *session) unbound(m wire.Unbound) {
	if t := s.tunnel(m.Tunnel); t != nil {
		t.fail(m.Error)
	}
	s.answered(m.Tunnel) // it may have been taken away before it was live
}

func (s *session) tunnel(id string) *Tunnel {
	s.client.mu.Lock()
	defer s.client.mu.Unlock()
	return s.client.tunnels[id]
}

// answered counts a bind as answered; after the last the client is connected.
func (s *session) answered(id string) {
	s.mu.Lock()
	delete(s.pending, id)
	tell := len(s.pending) == 0 && !s.ready
	s.ready = s.ready || tell
	s.mu.Unlock()
	if tell && s.ctx.Err() == nil {
		s.client.status(Status{State: Connected, Addr: s.addr, Account: s.account, Domain: s.domain})
	}
}

// checkWait is how long a server has to show that it is there when somebody
// thinks it may not be.
const checkWait = 3 * time.Second

// checkSoon asks for a sign of life and ends the session if there is none.
func (s *session) checkSoon() {
	s.client.spawn(func() {
		ctx, cancel := context.WithTimeout(s.ctx, checkWait)
		defer cancel()
		if s.control.Probe(ctx) != nil {
			s.control.Close()
		}
	})
}

// bye tells the server that the names are free, and waits until it has closed
// the connection, but not long.
func (s *session) bye() {
	s.send(wire.Bye{})
	timer := time.NewTimer(byeWait)
	defer timer.Stop()
	select {
	case <-s.ctx.Done():
	case <-timer.C:
	}
}

// byeWait is how long to wait for the server to take note of a goodbye.
const byeWait = 2 * time.Second
