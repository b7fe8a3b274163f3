package sharing

import (
	"cmp"
	"errors"
	"net/http"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/upstream"
)

var (
	errFolder = errors.New("this share shows a folder: to show an app at its link, stop it and share the app under its name")
	errOver   = errors.New("this share is over")
	errPaused = errors.New("the share is paused")
)

// Retarget takes the visitors of a share to another app, or to the same one at
// another place, without cutting the link; one that was paused goes on. Requests
// under way end at the old place. Note is a sentence for people on why, and may be
// empty. It looks whether the app is there first, for 5 seconds at most.
func (s *Sharer) Retarget(name string, target *upstream.Target, note string) error {
	return s.redirect(name, func(spec *Spec) { spec.Target = target }, note)
}

// Resume ends a pause. It takes as long as Retarget.
func (s *Sharer) Resume(name string) error {
	return s.redirect(name, func(*Spec) {}, "")
}

// Pause lets no visitor through to the app, and breaks off who is there: they see
// that it is not running. Problem, which is not nil, says to people why, and what they
// can do. Retarget and Resume end it.
func (s *Sharer) Pause(name string, problem *localapi.Error) error {
	one, err := s.find(name)
	switch {
	case err != nil:
		return err
	case one.gate == nil:
		return errFolder
	}
	one.changing.Lock()
	defer one.changing.Unlock()
	s.mu.Lock()
	one.paused, one.note = problem, ""
	one.waiting = one.waiting || one.web != nil // as Away will say
	s.showLocked(one)
	s.mu.Unlock()
	one.gate.close(errPaused)
	if one.web != nil {
		one.web.proxy.Load().Away()
	}
	return nil
}

// redirect shares the app otherwise and tells how the share is then.
func (s *Sharer) redirect(name string, edit func(*Spec), note string) error {
	one, err := s.find(name)
	if err == nil {
		err = one.redirect(edit, true, note)
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.showLocked(one)
	return nil
}

// redirect has an edited spec hold from now on for where the app is, and what it
// is told. Resume ends a pause, and puts note in the place of the last one.
func (one *Share) redirect(edit func(*Spec), resume bool, note string) error {
	if one.gate == nil {
		return errFolder
	}
	one.changing.Lock()
	defer one.changing.Unlock()
	if one.ctx.Err() != nil {
		return errOver // close waits for the proxy that it finds, and for no other
	}
	spec := one.Spec()
	edit(&spec)
	one.setSpec(spec)
	if resume {
		one.gate.open(spec.Target)
		one.sharer.mu.Lock()
		one.paused, one.note = nil, note
		one.sharer.mu.Unlock()
	}
	if one.web != nil {
		one.swap(spec)
	}
	return nil
}

// swap puts another proxy in the place of the one that there is.
func (one *Share) swap(spec Spec) {
	w := one.web
	next := one.newProxy(spec)
	conn, err := one.gate.Dial(one.ctx)
	if err == nil {
		_ = conn.Close()
	}
	one.sharer.mu.Lock()
	old := w.proxy.Swap(next)
	one.waiting = err != nil
	one.sharer.mu.Unlock()
	if w.recorder != nil {
		w.recorder.Move(origin(spec.Target))
	}
	if err != nil {
		next.Away()
	}
	_ = old.Close() // always nil
}

// newProxy is a way to the app. What it tells counts only while it is the share's.
func (one *Share) newProxy(spec Spec) *gateway.Proxy {
	p := &gateway.Proxy{
		Target: spec.Target, Origin: one.link.URL(), Profile: spec.Policy.Profile,
		Dial:   one.web.recorder.Tap(one.gate.Dial),
		OnHint: func(h gateway.Hint) { one.sharer.Observer.Hinted(one, h) },
	}
	p.OnApp = func(up bool) { one.onApp(p, up) }
	return p
}

// toApp takes a visitor the way that there is now.
func (w *web) toApp(rw http.ResponseWriter, r *http.Request) { w.proxy.Load().ServeHTTP(rw, r) }

// origin is an app's address as a URL begins.
func origin(t *upstream.Target) string {
	if t.Secure() {
		return "https://" + t.String()
	}
	return "http://" + t.String()
}

// profileOf is where the app thinks it is, for people; empty for a folder.
func profileOf(s Spec) string {
	if s.Target == nil {
		return ""
	}
	return string(cmp.Or(s.Policy.Profile, gateway.Localhost))
}
