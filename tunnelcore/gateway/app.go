package gateway

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// defaultPatience is how long a restart may take that no visitor is to
	// see. Development servers need one to three seconds.
	defaultPatience = 5 * time.Second
	// lookOften is how often an app is looked for in that time: a restart is
	// then a delay nobody notices beyond its own.
	lookOften = 100 * time.Millisecond
	// lookLater is how often afterwards. A person who starts the app expects
	// the link to work by the time they switch windows.
	lookLater = time.Second
)

// awayError says that the app could not be dialed, so that nothing was sent.
type awayError struct {
	err     error
	absence *absence // nil: nobody looks for the app any more
}

func (e *awayError) Error() string { return "the app is not running: " + e.err.Error() }
func (e *awayError) Unwrap() error { return e.err }

// absence is one time in which the app is missing.
type absence struct {
	over chan struct{} // closed when it ends, or has become long
	long bool          // longer than patience, and told so; guarded by app.mu
}

// app dials the app and knows whether it is there. One goroutine looks for an
// app that is missing, however many wait for it.
type app struct {
	dialer   func(context.Context) (net.Conn, error)
	patience time.Duration // above 0
	tell     func(up bool) // not nil; called with mu held

	ctx    context.Context // of the looking
	cancel context.CancelFunc
	wg     sync.WaitGroup

	// missing is nil while the app is there. It is set with mu held, and read
	// without by all who find the app.
	missing atomic.Pointer[absence]

	mu     sync.Mutex
	closed bool
}

func newApp(dialer func(context.Context) (net.Conn, error), patience time.Duration, tell func(bool)) *app {
	a := &app{dialer: dialer, patience: patience, tell: tell}
	a.ctx, a.cancel = context.WithCancel(context.Background())
	return a
}

// close ends the looking, and waits until it ended.
func (a *app) close() {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.cancel()
	a.wg.Wait()
}

// dial connects to the app and notes whether it was there. Its errors are
// ctx's, or an *awayError.
func (a *app) dial(ctx context.Context) (net.Conn, error) {
	conn, err := a.dialer(ctx)
	switch {
	case err == nil:
		a.found()
		return conn, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	return nil, &awayError{err, a.lost()}
}

// lost notes that the app is missing, and has it looked for.
func (a *app) lost() *absence {
	a.mu.Lock()
	defer a.mu.Unlock()
	if missing := a.missing.Load(); missing != nil || a.closed {
		return missing
	}
	missing := &absence{over: make(chan struct{})}
	a.missing.Store(missing)
	a.wg.Go(func() { a.look(missing) })
	return missing
}

// found notes that the app is there.
func (a *app) found() {
	if a.missing.Load() == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	missing := a.missing.Swap(nil)
	switch {
	case missing == nil: // another one found it
	case missing.long:
		a.tell(true)
	default:
		close(missing.over)
	}
}

// tooLong ends all waiting for an app that is still missing.
func (a *app) tooLong(missing *absence) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.missing.Load() == missing && !missing.long {
		missing.long = true
		close(missing.over)
		a.tell(false)
	}
}

// wait waits until the app is back, which is true, or has been missing for too
// long, or ctx ends.
func (a *app) wait(ctx context.Context, missing *absence) bool {
	if missing == nil {
		return false
	}
	select {
	case <-missing.over:
		return a.missing.Load() != missing
	case <-ctx.Done():
		return false
	}
}

// look tries a missing app until it, or a visitor, gets through.
func (a *app) look(missing *absence) {
	patience := time.NewTimer(a.patience)
	defer patience.Stop()
	tick := time.NewTicker(lookOften)
	defer tick.Stop()
	for a.missing.Load() == missing {
		select {
		case <-a.ctx.Done():
			return
		case <-patience.C:
			a.tooLong(missing)
			tick.Reset(lookLater)
		case <-tick.C:
			if conn, err := a.dialer(a.ctx); err == nil {
				_ = conn.Close()
				a.found()
			}
		}
	}
}
