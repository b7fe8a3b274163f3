package sharing

import (
	"errors"
	"fmt"
	"net"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/upstream"
)

// Observer is told what happens, in order. Its methods must not block, nor call
// the Sharer.
type Observer interface {
	// Link tells of the connection to the server.
	Link(status tunnelcore.Status)
	// Appeared tells how a share is: when it was started, when its app went away
	// or came back, and when there is a connection to the server again.
	Appeared(share *Share, now localapi.Share)
	// Changed tells that somebody changed the share.
	Changed(share *Share, now localapi.Share)
	// Visited tells of a visitor's connection when it is over.
	Visited(share *Share, v Visit)
	// Hinted tells what the sharer should know of the app.
	Hinted(share *Share, h gateway.Hint)
	// Ended tells that the link no longer works. Err is why, if the server ended it.
	Ended(share *Share, err error)
}

// Visit is one visitor's connection, after it ended.
type Visit struct {
	// Visitor is where it came from, and may be nil.
	Visitor net.Addr
	Began   time.Time
	Took    time.Duration
	// Up and Down are bytes to and from the share.
	Up, Down int64
	// Err is why it ended early, or wraps [forward.ErrAppAway]; only of shares
	// whose bytes pass untouched.
	Err error
}

func newVisit(v forward.Visit) Visit {
	return Visit{Visitor: v.Visitor, Began: v.Began, Took: v.Took, Up: v.Up, Down: v.Down, Err: v.Err}
}

// AppError says why an app can't be shared now.
type AppError struct {
	Target *upstream.Target
	Err    error // of dialing it
}

func (e *AppError) Error() string {
	return fmt.Sprintf("nothing is listening on %s: %v", e.Target.Place(), e.Err)
}

func (e *AppError) Unwrap() error { return e.Err }

// Away tells that nothing listens there; otherwise something does that can't be
// spoken to.
func (e *AppError) Away() bool {
	_, ok := errors.AsType[*upstream.TLSError](e.Err)
	return !ok
}

// FolderError says why a folder can't be shared, in a sentence for people.
type FolderError struct{ Err error }

func (e *FolderError) Error() string { return e.Err.Error() }
func (e *FolderError) Unwrap() error { return e.Err }
