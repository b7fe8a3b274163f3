package main

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"net/http"
	"slices"

	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
	"gotunnel/tunnelcore/inspect"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// web is one HTTP share: what answers its visitors, and what a person may look
// at and change while it runs.
type web struct {
	handler  http.Handler
	visitors *gateway.Visitors
	recorder *inspect.Recorder // nil: requests are not recorded
	guard    *password.Guard
	ending   *ending.Ending
	closers  []func()
}

func (w *web) wrap(middleware func(http.Handler) http.Handler) { w.handler = middleware(w.handler) }

// prepare makes what answers a share's visitors, unless its bytes pass
// untouched. The share's close undoes it.
func (s *sharing) prepare(one *oneShare) error {
	if one.tunnel.Kind != wire.HTTP || s.options.Raw {
		return nil
	}
	guard, err := s.newGuard(one)
	if err != nil {
		return err
	}
	one.web = &web{visitors: new(gateway.Visitors), guard: guard, ending: ending.New(s.policy.until, one.stop)}
	one.secret = s.policy.password
	s.assemble(one, one.web)
	return nil
}

// close ends what a share's parts do by themselves, the last first.
func (one *oneShare) close() {
	if one.web == nil {
		return
	}
	one.web.ending.Close()
	for _, closer := range slices.Backward(one.web.closers) {
		closer()
	}
}

// assemble builds a share's handler from the inside out.
func (s *sharing) assemble(one *oneShare, w *web) {
	p := s.policy
	if one.folder != nil {
		w.handler = one.folder
	} else {
		w.handler = s.proxy(one, w)
	}
	w.wrap(gateway.Compress)
	w.wrap(w.visitors.Wrap) // only those who know the password are watching
	w.wrap(w.guard.Wrap)
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
	w.wrap(w.ending.Wrap)
}

// serveWeb answers one share's visitors by its policy until ctx ends or the
// share does.
func (s *sharing) serveWeb(ctx context.Context, one *oneShare) error {
	visits := countVisits(one.link, func(v webVisit) { s.desk.put(v.event(one.link.Name())) })
	return gateway.Serve(ctx, visits, one.web.handler)
}

// proxy is the way to one share's app.
func (s *sharing) proxy(one *oneShare, w *web) http.Handler {
	if !s.options.NoInspect {
		w.recorder = &inspect.Recorder{Share: one.link.Name(), Upstream: origin(one.target)}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	proxy := &gateway.Proxy{
		Target: one.target, Origin: one.link.URL(), Profile: s.policy.profile,
		Dial:   w.recorder.Tap(one.target.Dial),
		OnApp:  func(up bool) { s.onApp(one, up) },
		OnHint: func(h gateway.Hint) { s.desk.put(newHint(one.link.Name(), h)) },
	}
	if one.waiting {
		go proxy.Away() // it tells onApp, which takes the lock
	}
	w.closers = append(w.closers, func() { _ = proxy.Close() })
	return proxy
}

// origin is an app's address as a URL begins.
func origin(t *upstream.Target) string {
	if t.Secure() {
		return "https://" + t.String()
	}
	return "http://" + t.String()
}

func (s *sharing) newGuard(one *oneShare) (*password.Guard, error) {
	c := password.Config{Share: one.link.Name(), Origin: one.link.URL()}
	if s.policy.password == "" {
		return password.NewOpenGuard(c)
	}
	var err error
	if c.Hash, err = s.hash(one, s.policy.password); err != nil {
		return nil, err
	}
	return password.NewGuard(c)
}

// hash is the same again for the same share and password after a restart, so
// that its visitors stay signed in.
func (s *sharing) hash(one *oneShare, secret string) (password.Hash, error) {
	info := "gotunnel password salt " + s.options.Server + " " + one.link.Name()
	salt, err := hkdf.Key(sha256.New, s.key[:], nil, info, 16)
	if err != nil {
		return password.Hash{}, err
	}
	return password.NewSalted(secret, [16]byte(salt))
}
