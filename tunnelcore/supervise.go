package tunnelcore

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"
)

// resumeSecret makes the secret for one server from the device's key, so that
// no server can claim this device's names on another.
func resumeSecret(key [32]byte, server string) string {
	if key == ([32]byte{}) {
		_, _ = rand.Read(key[:]) // crypto/rand does not fail
	}
	secret, err := hkdf.Key(sha256.New, key[:], nil, "gotunnel resume "+server, sha256.Size)
	if err != nil {
		panic(err) // only for lengths that HKDF can't do
	}
	return base64.RawURLEncoding.EncodeToString(secret)
}

func newInstance() string { return rand.Text() }

// supervise keeps a session going until the client is closed or an error comes
// that no time will mend.
func (c *Client) supervise() {
	var wait backoff
	first := true
	c.status(Status{State: Connecting})
	for {
		began, err := c.connectAndRun()
		if c.isClosed() {
			c.status(Status{State: Closed})
			return
		}
		if began {
			first = false
			wait.reset()
		}
		mayPass := isRetryable(err) && (c.WaitForServer || !first)
		if first && !mayPass || isFinal(err) {
			c.giveUp(err)
			return
		}
		if drained, ok := errors.AsType[*drainError](err); ok {
			wait.expect(drained.grace)
		}
		c.pause(wait.next(), err)
	}
}

func (c *Client) isClosed() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closed
}

// pause waits for the next try, or until somebody asks for it.
func (c *Client) pause(d time.Duration, why error) {
	c.Logger.Info("connection lost", "server", c.Server, "err", why, "retry_in", d)
	c.status(Status{State: Reconnecting, Err: why, RetryAt: time.Now().Add(d)})
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-c.kick:
	case <-c.ctx.Done():
	}
}

// isFinal tells what would not go away however often one tried, even after
// there was a connection. A wrong key is not: it may be a café's network.
func isFinal(err error) bool {
	if errors.Is(err, ErrUnauthorized) {
		return true
	}
	var refused *refusedError
	return errors.As(err, &refused) && !refused.refusal.Retry
}

// giveUp ends every tunnel with err.
func (c *Client) giveUp(err error) {
	c.mu.Lock()
	c.fatal = err
	c.wakeLocked()
	tunnels := c.tunnelsLocked()
	c.mu.Unlock()
	for _, t := range tunnels {
		t.fail(err)
	}
	c.status(Status{State: Closed, Err: err})
}

// connectAndRun makes a session and runs it to its end. began tells that the
// server welcomed us.
func (c *Client) connectAndRun() (began bool, err error) {
	ctx, cancel := context.WithTimeout(c.ctx, dialWait)
	s, err := c.connect(ctx)
	cancel()
	if err != nil {
		return false, err
	}
	return true, s.run()
}
