package tunnelcore

import (
	"errors"
	"fmt"
	"time"
)

// ErrClosed is returned by a client or tunnel that was closed.
var ErrClosed = errors.New("closed")

// ErrNotGotunnel is returned when something answers at the server's address
// that is not a gotunneld.
var ErrNotGotunnel = errors.New("it answered, but it isn't a Gotunnel server: check the address")

// RetryableError is what may pass by itself: the server can't be reached, or is
// stopping. Every other error stays until somebody changes something.
type RetryableError struct{ Err error }

func (e *RetryableError) Error() string { return e.Err.Error() }

// Unwrap is the error underneath.
func (e *RetryableError) Unwrap() error { return e.Err }

// PinError is returned when the server proves itself with another key than the
// one that was pinned. Nothing was sent to it.
type PinError struct {
	Got, Want string // "sha256:…"
}

func (e *PinError) Error() string {
	return fmt.Sprintf("the server's key is not the one you pinned: it has %s", e.Got)
}

// drainError is the end of a session whose server stops, most likely to start
// again within the grace that it gives its visitors.
type drainError struct{ grace time.Duration }

func (*drainError) Error() string { return "the server is restarting" }

func retryable(err error) error { return &RetryableError{Err: err} }

func isRetryable(err error) bool {
	var r *RetryableError
	return errors.As(err, &r)
}
