package sharing

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/folder"
	"gotunnel/tunnelcore/gateway/password"
)

// Share is an app or a folder, and its link.
type Share struct {
	spec   atomic.Pointer[Spec]
	sharer *Sharer
	folder *folder.Folder     // nil for an app
	gate   *gate              // to the app; nil for a folder
	link   *tunnelcore.Tunnel // set by listen
	since  time.Time          // when there was a link
	web    *web               // nil for one whose bytes pass untouched
	reach  *reach             // whether the link works
	knocks atomic.Int32       // visits to come that are only looks at the link

	ctx  context.Context // ends when this share is to
	stop context.CancelFunc
	shut sync.Once
	done chan struct{}
	err  error // why the server ended it; set before done is closed

	changing sync.Mutex // held while where its visitors go changes, or ends
	locking  sync.Mutex // held while its password changes; comes before Sharer.mu

	// Guarded by Sharer.mu.
	begun   bool          // it was told of
	secret  string        // the password that visitors need; empty: none, or not known
	hash    password.Hash // of it
	waiting bool          // the app is away
	paused  *localapi.Error
	note    string
}

// Spec is what it was started with, and what of that was changed since of where the
// app is and what it is told.
func (one *Share) Spec() Spec { return *one.spec.Load() }

func (one *Share) setSpec(spec Spec) { one.spec.Store(&spec) }

// Name is the name of its link.
func (one *Share) Name() string { return one.link.Name() }

// URL is the link as a person opens it: with the page, if one was shared.
func (one *Share) URL() string {
	if one.folder == nil || one.folder.Start() == "/" {
		return one.link.URL()
	}
	return one.link.URL() + one.folder.Start()
}

// Done is closed when it is over.
func (one *Share) Done() <-chan struct{} { return one.done }

// Err is why the server ended it. It is nil before Done is closed, and for one
// that a person stopped or that ended by itself.
func (one *Share) Err() error {
	select {
	case <-one.done:
		return one.err
	default:
		return nil
	}
}

// Stop ends it, which frees its name. It does not wait for its visitors.
func (one *Share) Stop() { one.stop() }

// State is how it is now.
func (one *Share) State() localapi.Share {
	one.sharer.mu.Lock()
	defer one.sharer.mu.Unlock()
	return one.stateLocked()
}

// Hash is what the password is known by that visitors need; zero: they need none.
func (one *Share) Hash() password.Hash {
	one.sharer.mu.Lock()
	defer one.sharer.mu.Unlock()
	return one.hash
}

// open opens a folder, or looks for an app.
func (s *Sharer) open(ctx context.Context, spec Spec) (*Share, error) {
	one := &Share{sharer: s, reach: newReach(), done: make(chan struct{})}
	one.setSpec(spec)
	one.ctx, one.stop = context.WithCancel(s.ctx)
	var err error
	if spec.Target == nil {
		if one.folder, err = folder.Open(spec.Folder); err != nil {
			err = &FolderError{err}
		}
	} else {
		one.gate = &gate{guard: spec.Guard, target: spec.Target}
		one.waiting, err = one.lookFor(ctx, spec)
	}
	if err != nil {
		one.stop()
		return nil, err
	}
	return one, nil
}

// lookFor tries the app, so that a link never shows what a visitor would be the
// first to find missing.
func (one *Share) lookFor(ctx context.Context, spec Spec) (away bool, err error) {
	conn, err := one.gate.Dial(ctx)
	switch {
	case err == nil:
		return false, conn.Close()
	case ctx.Err() != nil:
		return false, ctx.Err()
	}
	failed := &AppError{spec.Target, err}
	if spec.Wait && failed.Away() {
		return true, nil
	}
	return false, failed
}

// listen gets the link, and makes what answers its visitors.
func (one *Share) listen(ctx context.Context) (err error) {
	if one.link, err = one.sharer.Client.Listen(ctx, one.Spec().Tunnel); err != nil {
		return err
	}
	one.since = time.Now()
	if one.Spec().untouched() {
		return nil
	}
	return one.prepare()
}

// run takes the visitors to the app until the share is over.
func (one *Share) run() {
	defer one.close()
	serve := one.serveRaw
	if one.web != nil {
		serve = one.serveWeb
	}
	err := serve(one.ctx)
	one.stop()
	one.sharer.over(one, err)
}

// over tells that a share has ended, unless all do: then Close tells.
func (s *Sharer) over(one *Share, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return
	}
	s.shares = slices.DeleteFunc(s.shares, func(other *Share) bool { return other == one })
	one.err = err
	s.Observer.Ended(one, err)
	close(one.done)
}

// close ends what the share's parts do by themselves.
func (one *Share) close() {
	one.shut.Do(func() {
		if one.link != nil {
			_ = one.link.Close() // it was, by who served it; not if nobody did
		}
		one.changing.Lock()
		defer one.changing.Unlock()
		if one.web != nil {
			one.web.close()
		}
		if one.folder != nil {
			_ = one.folder.Close() // always nil
		}
	})
}

// serveRaw passes bytes.
func (one *Share) serveRaw(ctx context.Context) error {
	one.sharer.mu.Lock()
	f := forward.Forwarder{
		Target: one.gate, Kind: one.Spec().Tunnel.Kind, Down: one.waiting,
		OnVisitor: func(v forward.Visit) { one.visited(newVisit(v)) },
		OnApp:     func(up bool) { one.onApp(nil, up) },
	}
	one.sharer.mu.Unlock()
	return f.Serve(ctx, one.link)
}

// serveWeb answers visitors by the share's policy.
func (one *Share) serveWeb(ctx context.Context) error {
	visits := countVisits(one.link, func(v Visit) { one.sharer.Observer.Visited(one, v) })
	return gateway.Serve(ctx, visits, one.reach.check.Wrap(one.web.handler, visits.forget))
}

// visited tells of who came to a share whose bytes pass untouched.
func (one *Share) visited(v Visit) {
	if !one.isKnock(v) {
		one.sharer.Observer.Visited(one, v)
	}
}

// onApp takes note that an app went away or is back. By is the proxy that says so;
// what one says that is not the share's any more is old.
func (one *Share) onApp(by *gateway.Proxy, up bool) {
	s := one.sharer
	s.mu.Lock()
	defer s.mu.Unlock()
	if one.waiting != up || one.web != nil && one.web.proxy.Load() != by {
		return // it was known
	}
	one.waiting = !up
	if one.begun {
		s.showLocked(one)
	}
}
