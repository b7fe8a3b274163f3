package tunnelcore

import (
	"context"
	"errors"
	"time"

	"gotunnel/tunnelcore/wire"
)

// ErrUnsupported is returned when the server is too old for what was asked of it.
var ErrUnsupported = errors.New("this server is too old for that: ask the person who runs it to update it")

// checkNameWait is far more than a server takes, which may ask another client and DNS.
const checkNameWait = 10 * time.Second

// CheckName asks whether Listen could have a name, and takes nothing: nil says that
// it is free, or this computer's. A [wire.Error] says why not, as Listen would; its
// code is [wire.CodeLimit], with Retry, after more than five questions a second. It
// connects if there was no connection yet, and waits for one until ctx ends.
// [ErrUnsupported] is for a server that can't tell. Other errors are those of Listen.
func (c *Client) CheckName(ctx context.Context, name string) error {
	name, err := wire.CanonicalBind(name)
	if err != nil {
		return wire.Error{Code: wire.CodeNameInvalid, Message: err.Error()}
	}
	c.Connect()
	s, err := c.awaitSession(ctx)
	if err != nil {
		return err
	}
	if !s.canCheck {
		return ErrUnsupported
	}
	ctx, cancel := context.WithTimeout(ctx, checkNameWait)
	defer cancel()
	return s.checkName(ctx, name)
}

// awaitSession waits for a session.
func (c *Client) awaitSession(ctx context.Context) (*session, error) {
	if c.setupErr != nil {
		return nil, c.setupErr
	}
	for {
		c.mu.Lock()
		s, fatal, closed, changed := c.session, c.fatal, c.closed, c.changed
		c.mu.Unlock()
		switch {
		case closed:
			return nil, ErrClosed
		case fatal != nil:
			return nil, fatal
		case s != nil:
			return s, nil
		}
		select {
		case <-changed:
		case <-c.ctx.Done():
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// setSessionLocked also wakes who waits for one.
func (c *Client) setSessionLocked(s *session) {
	c.session = s
	c.wakeLocked()
}

func (c *Client) wakeLocked() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// checkName asks and waits for the answer.
func (s *session) checkName(ctx context.Context, name string) error {
	answer := make(chan *wire.Error, 1)
	s.mu.Lock()
	s.lastCheck++
	seq := s.lastCheck
	s.checks[seq] = answer
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.checks, seq)
	}()
	s.post(wire.Check{Seq: seq, Name: name})
	select {
	case refusal := <-answer:
		if refusal != nil {
			return *refusal
		}
		return nil
	case <-s.ctx.Done():
		return retryable(describe(s.client.Server, errors.New("the connection was lost")))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// checked passes an answer on, if somebody still waits for it.
func (s *session) checked(m wire.Checked) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answer := s.checks[m.Seq]; answer != nil {
		delete(s.checks, m.Seq)
		answer <- m.Refusal
	}
}
