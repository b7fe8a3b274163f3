package control

import (
	"errors"
	"time"

	"gotunnel/tunnelcore/wire"
)

// errExpelled is why a session ended whose access was taken away.
var errExpelled = errors.New("its access was taken away")

// expelled is what its client is told, and what it is told when it comes back.
var expelled = wire.Error{
	Code: wire.CodeUnauthorized, Message: "This device may not share through this server any more. Ask the person who runs it for an invite.",
}

// EndToken ends the sessions of the token with that id, and says how many there
// were. Their names are held, and what their visitors have open is cut off. Take
// the token out of the store before.
func (h *Hub) EndToken(id string) int {
	return h.expel(func(s *Session) bool { return s.who.Token == id })
}

// EndAccount is EndToken for all tokens of an account. That of no account is "".
func (h *Hub) EndAccount(account string) int {
	return h.expel(func(s *Session) bool { return s.who.Account == account })
}

func (h *Hub) expel(whom func(*Session) bool) (n int) {
	h.mu.Lock()
	h.era++
	h.mu.Unlock()
	for _, s := range h.all() {
		if whom(s) {
			s.expel()
			n++
		}
	}
	return n
}

// EndName ends a live tunnel, whose client is told why; its name is held. It
// reports whether there was one.
func (h *Hub) EndName(name string, why wire.Error) bool {
	return h.Registry.Interrupt(name, why)
}

// expelAt expels the session when its token expires; zero is never. stop
// forgets it.
func (s *Session) expelAt(when time.Time) (stop func()) {
	if when.IsZero() {
		return func() {}
	}
	timer := time.AfterFunc(time.Until(when), s.expel)
	return func() { timer.Stop() }
}

// expel ends the session before its client knows, who may not care to.
func (s *Session) expel() {
	s.finish(errExpelled)
	s.hub.remove(s)
	for _, t := range s.takeTunnels() {
		if t.binding != nil { // else bind finds that the session is over
			t.binding.Drop()
		}
		t.cut()
	}
	s.secure.close()
	s.plain.close()
	go s.sayAndClose(expelled)
}

// Lose implements [registry.Owner].
func (s *Session) Lose(target any, why wire.Error) {
	t := target.(*Tunnel) //nolint:forcetypeassert // all targets are
	s.forget(t)
	s.hub.Logger.Info("tunnel lost", "session", s.id, "code", why.Code)
	go t.lose(why)
}

// lose tells the client, and its visitors.
func (t *Tunnel) lose(why wire.Error) {
	t.session.send(wire.Unbound{Tunnel: t.id, Error: why})
	t.cut()
}

// cut breaks off what the tunnel's visitors have open, and what they would open
// yet.
func (t *Tunnel) cut() {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	t.isCut = true
	for stream := range t.streams {
		stream.Abort() // under the lock, so that none is aborted that is finished
	}
	clear(t.streams)
}
