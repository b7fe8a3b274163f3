package sharing

import (
	"crypto/hkdf"
	"crypto/sha256"
	"net/http"
	"slices"

	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
	"gotunnel/tunnelcore/inspect"
	"gotunnel/tunnelcore/upstream"
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

// close ends what the parts do by themselves, the last first.
func (w *web) close() {
	w.ending.Close()
	for _, closer := range slices.Backward(w.closers) {
		closer()
	}
}

// prepare makes what answers the share's visitors. The share's close undoes it.
func (one *Share) prepare() error {
	guard, err := one.newGuard()
	if err != nil {
		return err
	}
	one.web = &web{
		visitors: new(gateway.Visitors), guard: guard,
		ending: ending.New(one.spec.Policy.Until, one.stop),
	}
	one.assemble()
	return nil
}

// assemble builds the handler from the inside out.
func (one *Share) assemble() {
	w, p := one.web, one.spec.Policy
	if one.folder != nil {
		w.handler = one.folder
	} else {
		w.handler = one.proxy()
	}
	w.wrap(gateway.Compress)
	w.wrap(w.visitors.Wrap) // only those who know the password are watching
	w.wrap(w.guard.Wrap)
	if p.NoIndex {
		w.wrap(gateway.NoIndex)
	}
	if len(p.Headers) > 0 {
		w.wrap(gateway.Headers(p.Headers))
	}
	limit := gateway.Limit{Requests: p.Requests, Bandwidth: p.Bytes}
	w.wrap(limit.Wrap)
	if len(p.Allow) > 0 {
		w.wrap(gateway.Allow(p.Allow))
	}
	w.wrap(w.ending.Wrap)
}

// proxy is the way to the app.
func (one *Share) proxy() http.Handler {
	w, target := one.web, one.spec.Target
	if !one.spec.NoInspect {
		w.recorder = &inspect.Recorder{Share: one.Name(), Upstream: origin(target)}
	}
	proxy := &gateway.Proxy{
		Target: target, Origin: one.link.URL(), Profile: one.spec.Policy.Profile,
		Dial:   w.recorder.Tap(target.Dial),
		OnApp:  one.onApp,
		OnHint: func(h gateway.Hint) { one.sharer.Observer.Hinted(one, h) },
	}
	if one.waiting { // nobody else knows the share yet
		proxy.Away()
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

func (one *Share) newGuard() (guard *password.Guard, err error) {
	c := password.Config{Share: one.Name(), Origin: one.link.URL()}
	one.secret, one.hash = one.spec.Policy.Password, one.spec.Policy.Hash
	if one.secret != "" {
		if one.hash, err = one.hashOf(one.secret); err != nil {
			return nil, err
		}
	}
	if one.hash.IsZero() {
		return password.NewOpenGuard(c)
	}
	c.Hash = one.hash
	return password.NewGuard(c)
}

// hashOf is the same again for the same share and password after a restart, so
// that its visitors stay signed in.
func (one *Share) hashOf(secret string) (password.Hash, error) {
	client := one.sharer.Client
	info := "gotunnel password salt " + client.Server + " " + one.Name()
	salt, err := hkdf.Key(sha256.New, client.Key[:], nil, info, 16)
	if err != nil {
		return password.Hash{}, err
	}
	return password.NewSalted(secret, [16]byte(salt))
}
