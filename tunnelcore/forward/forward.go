// Package forward takes visitors from a listener to an app as bytes:
//
//	f := &forward.Forwarder{Target: target, OnVisitor: func(v forward.Visit) { ... }}
//	err := f.Serve(ctx, tunnel)
//
// While the app is not there, visitors of an HTTP share get a page that says
// so, and the app is looked for every second.
//
// It is a byte relay: it changes nothing in what passes, rewrites no Host,
// knows no passwords and keeps no requests. It listens on nothing itself.
package forward

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// Forwarder describes one share's way to its app. Its fields must not change
// while Serve runs.
type Forwarder struct {
	// Target is the app.
	Target Dialer
	// Kind decides what visitors get while the app is away: HTTP (or "") a
	// page, other kinds a closed connection.
	Kind wire.Kind
	// Down says that the app is known to be away, so Serve starts by looking
	// for it instead of finding out from the first visitor.
	Down bool
	// Limits of each relay; zero means [relay.DefaultLimits].
	Limits relay.Limits

	// OnVisitor is told of every visitor's connection after it ended, by many
	// goroutines at once. Nil is allowed.
	OnVisitor func(Visit)
	// OnApp is told when the app went away (false) and when it is back (true),
	// in order, one call at a time. It must not block. Nil is allowed.
	OnApp func(up bool)
}

// Dialer opens the private connection to an app.
type Dialer interface {
	// Dial connects; it is to give up on its own after some seconds.
	Dial(ctx context.Context) (net.Conn, error)
}

// Visit is one visitor's connection, after it ended.
type Visit struct {
	Visitor net.Addr
	Began   time.Time
	Took    time.Duration
	// Up is bytes from the visitor to the app, Down from the app to the
	// visitor. A page of ours counts as neither.
	Up, Down int64
	// Err says why it was broken off, or with [ErrAppAway] that nobody was
	// there; nil after a normal end.
	Err error
}

// ErrAppAway is in a [Visit]'s error when the app could not be dialed.
var ErrAppAway = errors.New("the app is not running")

// Serve takes visitors from ln until ctx ends, which returns nil, or until
// Accept fails, which returns Accept's error. Either way it closes ln, breaks
// off what is still running, and returns when all of that is over.
func (f *Forwarder) Serve(ctx context.Context, ln net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	s := &serving{Forwarder: f}
	closed := onDone(ctx, func() { _ = ln.Close() }) // wakes Accept
	defer func() {
		cancel() // closes ln and breaks off every relay
		closed()
		s.wg.Wait()
	}()
	if f.Down {
		s.report(ctx, false)
	}
	err := s.accept(ln, func(visitor net.Conn) { s.visit(ctx, visitor) })
	if ctx.Err() != nil {
		return nil //nolint:nilerr // closed on purpose
	}
	return err
}

// accept calls visit for each visitor until ln is closed. A tunnel can do that
// with fewer goroutines than Accept takes.
func (s *serving) accept(ln net.Listener, visit func(net.Conn)) error {
	if t, ok := ln.(interface{ Serve(func(net.Conn)) error }); ok {
		return t.Serve(visit)
	}
	for {
		visitor, err := ln.Accept()
		if err != nil {
			return err
		}
		s.wg.Go(func() { visit(visitor) })
	}
}

// serving is one run of Serve.
type serving struct {
	*Forwarder
	wg sync.WaitGroup

	mu       sync.Mutex
	down     bool // the app is away
	watching bool // a goroutine looks for it
}

// visit serves one visitor and closes the connection.
func (s *serving) visit(ctx context.Context, conn net.Conn) {
	visit := Visit{Visitor: conn.RemoteAddr(), Began: time.Now()}
	visitor := relay.Wrap(conn)
	stop := onDone(ctx, visitor.Abort)
	visit.Up, visit.Down, visit.Err = s.relay(ctx, conn, visitor)
	stop()
	_ = conn.Close()
	visit.Took = time.Since(visit.Began)
	if ctx.Err() != nil && visit.Err != nil {
		visit.Err = ctx.Err()
	}
	if s.OnVisitor != nil {
		s.OnVisitor(visit)
	}
}

// relay joins the visitor with the app, or answers in its place.
func (s *serving) relay(ctx context.Context, conn net.Conn, visitor relay.End) (up, down int64, err error) {
	app, err := s.Target.Dial(ctx)
	if ctx.Err() == nil {
		s.report(ctx, err == nil)
	}
	if err != nil {
		s.answer(conn)
		return 0, 0, fmt.Errorf("%w: %w", ErrAppAway, err)
	}
	defer app.Close()
	limits := s.Limits
	if limits.Idle == 0 && limits.Stall == 0 && limits.HalfClosed == 0 {
		limits = relay.DefaultLimits
	}
	moved, err := relay.Join(visitor, relay.Wrap(app), limits)
	return moved.AToB, moved.BToA, err
}

// onDone calls f once ctx ends. stop prevents that, or waits until f returned.
func onDone(ctx context.Context, f func()) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(done)
		f()
	})
	return func() {
		if !cancel() {
			<-done
		}
	}
}
