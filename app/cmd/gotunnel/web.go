package main

import (
	"context"
	"net/http"
	"slices"
	"time"

	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
)

// web is one HTTP share: what answers its visitors.
type web struct {
	handler http.Handler
	closers []func()
}

// close ends what the share's parts do by themselves, the last first.
func (w *web) close() {
	for _, closer := range slices.Backward(w.closers) {
		closer()
	}
}

func (w *web) wrap(middleware func(http.Handler) http.Handler) { w.handler = middleware(w.handler) }

// serveWeb answers one share's visitors by its policy until ctx ends or the
// share does.
func (s *sharing) serveWeb(ctx context.Context, one *oneShare) error {
	ctx, end := context.WithCancel(ctx)
	defer end()
	w, err := s.web(one, end)
	if err != nil {
		return err
	}
	defer w.close()
	visits := countVisits(one.link, func(v webVisit) { s.desk.put(v.event(one.link.Name())) })
	return gateway.Serve(ctx, visits, w.handler)
}

// web builds a share's handler from the inside out. onEnd is called when the
// share's time is over.
func (s *sharing) web(one *oneShare, onEnd func()) (*web, error) {
	w, p := &web{}, s.policy
	if one.folder != nil {
		w.handler = one.folder
	} else {
		w.handler = s.proxy(one, w)
	}
	w.wrap(gateway.Compress)
	if p.password != "" {
		guard, err := newGuard(one, p.password)
		if err != nil {
			return nil, err
		}
		w.wrap(guard.Wrap)
	}
	if p.noIndex {
		w.wrap(gateway.NoIndex)
	}
	if len(p.headers) > 0 {
		w.wrap(gateway.Headers(p.headers))
	}
	limit := gateway.Limit{Requests: p.requests, Bandwidth: p.bytes}
	w.wrap(limit.Wrap)
	if len(p.allow) > 0 {
		w.wrap(gateway.Allow(p.allow))
	}
	if !p.until.IsZero() {
		e := ending.New(p.until, onEnd)
		w.closers = append(w.closers, e.Close)
		w.wrap(e.Wrap)
	}
	return w, nil
}

// proxy is the way to one share's app.
func (s *sharing) proxy(one *oneShare, w *web) http.Handler {
	s.mu.Lock()
	defer s.mu.Unlock()
	proxy := &gateway.Proxy{
		Target: one.target, Origin: one.link.URL(), Profile: s.policy.profile,
		OnApp:  func(up bool) { s.onApp(one, up) },
		OnHint: func(h gateway.Hint) { s.desk.put(newHint(one.link.Name(), h)) },
	}
	if one.waiting {
		go proxy.Away() // it tells onApp, which takes the lock
	}
	w.closers = append(w.closers, func() { _ = proxy.Close() })
	return proxy
}

func newGuard(one *oneShare, secret string) (*password.Guard, error) {
	hash, err := password.New(secret)
	if err != nil {
		return nil, err
	}
	return password.NewGuard(password.Config{Share: one.link.Name(), Origin: one.link.URL(), Hash: hash})
}

// ends says when the shares end, for people; "" if nobody said.
func (s *sharing) ends() string {
	if s.policy.until.IsZero() {
		return ""
	}
	return ending.Text(s.policy.until, time.Now())
}
