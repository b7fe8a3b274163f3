package main

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"time"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/gateway/folder"
)

// sharing is one run of "gotunnel share".
type sharing struct {
	options *options
	policy  policy
	key     [keySize]byte
	client  *tunnelcore.Client
	desk    *desk
	shares  []*oneShare

	mu        sync.Mutex
	announced bool // the links were shown
	lost      bool // the connection to the server
	ending    bool // what becomes of the connection is of no interest any more
}

// oneShare is an app and its link.
type oneShare struct {
	app
	folder *folder.Folder     // nil for an app
	link   *tunnelcore.Tunnel // nil before Listen
	since  time.Time          // when there was a link
	web    *web               // nil for one whose bytes pass untouched

	stopped context.Context // done when it is to end, but the others are not
	stop    context.CancelFunc

	// Guarded by sharing.mu.
	secret  string // the password that visitors need; empty: none
	waiting bool   // the app is away
	over    bool   // the server ended it
	opened  bool   // in the browser
}

// share shares the apps until ctx ends, which is no error, or until it can't
// go on, which is a failure.
func share(ctx context.Context, o *options, apps []app, p printer) error {
	rules, err := o.policy()
	if err != nil {
		return err
	}
	s := &sharing{options: o, policy: rules}
	defer s.closeFolders()
	for _, a := range apps {
		one, err := open(ctx, a, o.Wait)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		s.shares = append(s.shares, one)
	}
	if s.key, err = deviceKey(); err != nil {
		return failure{"device_key", err.Error()}
	}
	token, err := o.token(ctx)
	if err != nil {
		return err
	}
	s.client = &tunnelcore.Client{
		Server: o.Server, Pin: o.Pin, Key: s.key, Token: token,
		Name:     "gotunnel " + version + " " + runtime.GOOS + "/" + runtime.GOARCH,
		OnStatus: s.onStatus,
	}
	return s.run(ctx, p)
}

// open opens a folder, or looks for an app.
func open(ctx context.Context, a app, wait bool) (*oneShare, error) {
	if a.path != "" {
		f, err := folder.Open(a.path)
		if err != nil {
			return nil, failure{codeFolder, err.Error()}
		}
		return newShare(a, f, false), nil
	}
	away, err := lookFor(ctx, a, wait)
	return newShare(a, nil, away), err
}

func newShare(a app, f *folder.Folder, waiting bool) *oneShare {
	one := &oneShare{app: a, folder: f, waiting: waiting}
	one.stopped, one.stop = context.WithCancel(context.Background())
	return one
}

func (s *sharing) closeFolders() {
	for _, one := range s.shares {
		one.stop()
		if one.folder != nil {
			_ = one.folder.Close() // always nil
		}
	}
}

// lookFor tries the app, so that a link never shows what a visitor would be
// the first to find missing.
func lookFor(ctx context.Context, a app, wait bool) (away bool, err error) {
	conn, err := a.target.Dial(ctx)
	if err == nil {
		return false, conn.Close()
	}
	f := appFailure(a.target, err)
	if wait && f.code == codeAppAway {
		return true, nil
	}
	return false, f
}

// run shares, then ends in this order: the apps' connections; the link to the
// server, which frees the names; what is still to be printed.
func (s *sharing) run(ctx context.Context, p printer) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s.desk = openDesk(p, func(err error) {
		cancel(failure{"output", "Sharing stopped because nobody takes its output: " + root(err).Error() + "."})
	})
	err := s.serve(ctx)
	if broken, ok := errors.AsType[failure](context.Cause(ctx)); ok {
		err = broken
	}
	s.ignoreStatus()
	_ = s.client.Close() // always nil
	count := s.endAll()
	s.desk.close()
	if err != nil {
		count = 0
	}
	_ = p.stopped(count) // there is no later
	return err
}

// serve gets the links and serves their visitors until ctx ends.
func (s *sharing) serve(ctx context.Context) error {
	for _, one := range s.shares {
		one.tunnel.Move = s.options.Move
		link, err := s.client.Listen(ctx, one.tunnel)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, tunnelcore.ErrServer) {
			return err // a wrong option
		}
		if err != nil {
			return listenFailure(s.options.Server, err)
		}
		one.link, one.since = link, time.Now()
	}
	return s.forwardAll(ctx)
}

// forwardAll takes the visitors of all shares to their apps.
func (s *sharing) forwardAll(ctx context.Context) error {
	for _, one := range s.shares {
		if err := s.prepare(one); err != nil {
			return err
		}
		defer one.close()
	}
	defer s.listenLocally(ctx)() // who was told of a link can ask about it
	s.announce()
	defer s.watchVisitors(ctx)()
	results := make(chan result, len(s.shares))
	for _, one := range s.shares {
		go func() { results <- result{one, s.forward(ctx, one)} }()
	}
	return s.collect(results)
}

// result is the end of one share, with an error if the server ended it.
type result struct {
	share *oneShare
	err   error
}

// collect waits for all shares. One that the server ended leaves the others;
// the last one's reason is returned.
func (s *sharing) collect(results <-chan result) error {
	for left := len(s.shares); left > 0; left-- {
		r := <-results
		if r.err == nil {
			continue
		}
		s.end(r.share)
		f := serverFailure(s.options.Server, r.err)
		if left == 1 {
			return f
		}
		s.desk.put(failedEvent(f))
	}
	return nil
}

// forward takes one share's visitors to its app. It returns nil when ctx ends,
// or the share does, by itself or because a person stopped it.
func (s *sharing) forward(ctx context.Context, one *oneShare) error {
	mine, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(one.stopped, stop)() //nolint:contextcheck // it ends with either
	forward := s.forwardRaw
	if one.web != nil {
		forward = s.serveWeb
	}
	err := forward(mine, one)
	if err == nil && ctx.Err() == nil {
		s.end(one)
	}
	return err
}

// forwardRaw passes bytes.
func (s *sharing) forwardRaw(ctx context.Context, one *oneShare) error {
	s.mu.Lock()
	f := forward.Forwarder{
		Target: one.target, Kind: one.tunnel.Kind, Down: one.waiting,
		OnVisitor: func(v forward.Visit) { s.desk.put(newVisitor(one.link.Name(), v)) },
		OnApp:     func(up bool) { s.onApp(one, up) },
	}
	s.mu.Unlock()
	return f.Serve(ctx, one.link)
}
