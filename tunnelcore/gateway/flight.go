package gateway

import (
	"context"
	"errors"
	"time"
)

const (
	// maxInFlight is how many requests an app has to think about at once. A
	// browser alone opens 6 connections; development servers work on one to a
	// few requests at a time, and refuse connections when hundreds come.
	maxInFlight = 64
	// longRequest is when a request stops counting: a poll that is answered
	// when there is news, or a large upload, must not hold up the others.
	longRequest = 10 * time.Second
	// maxQueue is how long a request may wait for its turn. A browser gives up
	// after a minute or more.
	maxQueue = 30 * time.Second
)

// errBusy says that a request's turn did not come.
var errBusy = errors.New("the app has too many requests at once")

// slots are requests that the app has not begun to answer. What streams for
// long, such as events, WebSockets and downloads, counts only until its first
// bytes.
type slots chan struct{}

func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	default:
		return s.queue(ctx)
	}
}

func (s slots) queue(ctx context.Context) error {
	timer := time.NewTimer(maxQueue)
	defer timer.Stop()
	select {
	case s <- struct{}{}:
		return nil
	case <-timer.C:
		return errBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s slots) leave() { <-s }
