package sharing

import (
	"crypto/hkdf"
	"crypto/sha256"
	"net/http"
	"sync/atomic"

	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
	"gotunnel/tunnelcore/gateway/password"
	"gotunnel/tunnelcore/inspect"
)

// web is one HTTP share: what answers its visitors, and what a person may look
// at and change while it runs.
type web struct {
	handler  http.Handler
	proxy    atomic.Pointer[gateway.Proxy] // to the app; it is nil for a folder
	visitors *gateway.Visitors
	recorder *inspect.Recorder // nil: requests are not recorded
	guard    *password.Guard
	ending   *ending.Ending
}

func (w *web) wrap(middleware func(http.Handler) http.Handler) { w.handler = middleware(w.handler) }

// close ends what the parts do by themselves.
func (w *web) close() {
	w.ending.Close()
	if proxy := w.proxy.Load(); proxy != nil {
		_ = proxy.Close() // always nil
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
		ending: ending.New(one.Spec().Policy.Until, one.stop),
	}
	one.assemble()
	return nil
}

// assemble builds the handler from the inside out.
func (one *Share) assemble() {
	w, spec := one.web, one.Spec()
	p := spec.Policy
	if one.folder != nil {
		w.handler = one.folder
	} else {
		one.assembleProxy(spec)
		w.handler = http.HandlerFunc(w.toApp)
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

// assembleProxy makes the way to the app. Nobody else knows the share yet.
func (one *Share) assembleProxy(spec Spec) {
	w := one.web
	if !spec.NoInspect {
		w.recorder = &inspect.Recorder{Share: one.Name(), Upstream: origin(spec.Target)}
	}
	proxy := one.newProxy(spec)
	w.proxy.Store(proxy)
	if one.waiting {
		proxy.Away()
	}
}

func (one *Share) newGuard() (guard *password.Guard, err error) {
	c := password.Config{Share: one.Name(), Origin: one.link.URL()}
	one.secret, one.hash = one.Spec().Policy.Password, one.Spec().Policy.Hash
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
