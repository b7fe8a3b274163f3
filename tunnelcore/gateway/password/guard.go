package password

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
)

// Config is what a [Guard] needs.
type Config struct {
	// Share names the share, as its cookie does: the same after a restart, and
	// different from every other share's. Required.
	Share string
	// Origin is the share's public origin, such as https://shop.share.acme.dev.
	// Cookies are Secure, for HTTPS only, unless it begins with http://.
	Origin string
	// Hash is the password. Required, but not by [NewOpenGuard].
	Hash Hash
}

// Guard asks the visitors of one share for its password. Its methods may be
// called at the same time.
type Guard struct {
	share  string
	name   string // of the cookie
	secure bool
	tries  tries
	lock   atomic.Pointer[lock]
}

// NewGuard returns an error for a Config without a share or a password.
func NewGuard(c Config) (*Guard, error) {
	l, err := newLock(c.Hash)
	if err != nil {
		return nil, err
	}
	return newGuard(c, l)
}

// NewOpenGuard returns a guard that lets everybody in until [Guard.Change] gives
// it a password. It is an error if c has one. It does not know who is in, so who
// changes it ends what runs.
func NewOpenGuard(c Config) (*Guard, error) {
	if !c.Hash.IsZero() {
		return nil, errors.New("an open guard has no password")
	}
	return newGuard(c, openLock())
}

func newGuard(c Config, l *lock) (*Guard, error) {
	if c.Share == "" {
		return nil, errors.New("a guard needs the share's name")
	}
	g := &Guard{
		share:  c.Share,
		name:   cookieName(c.Share),
		secure: !strings.HasPrefix(c.Origin, "http://"),
		tries:  tries{addresses: map[netip.Prefix]*count{}},
	}
	g.lock.Store(l)
	return g, nil
}

// Change replaces the password, or gives an open guard one, and signs every
// visitor out: their cookies count no more, and the contexts of their requests
// that run are cancelled, which ends WebSockets and streams; those that began
// while the guard was open go on. It is an error when there is no password.
func (g *Guard) Change(hash Hash) error {
	l, err := newLock(hash)
	if err != nil {
		return err
	}
	g.lock.Swap(l).change()
	return nil
}

// Open takes the password away: everybody is let in.
func (g *Guard) Open() { g.lock.Swap(openLock()).change() }

// Wrap passes on to next what comes with the cookie or the password, without
// either, and answers everything else itself. The visitor's address is the
// request's RemoteAddr.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l := g.lock.Load()
		switch {
		case r.URL.Path == formPath:
			g.serveForm(l, w, r)
		case l.open:
			g.serve(next, w, r, false)
		case g.signedIn(l, r):
			g.pass(l, next, w, r, false)
		default:
			g.basic(l, next, w, r)
		}
	})
}

// basic lets in those who send the password with the request. Two Authorization
// lines are ambiguous, so neither counts.
func (g *Guard) basic(l *lock, next http.Handler, w http.ResponseWriter, r *http.Request) {
	_, password, ok := r.BasicAuth()
	if !ok || password == "" || len(r.Header["Authorization"]) != 1 {
		ask(w, r, http.StatusUnauthorized, private, target(r))
		return
	}
	v, wait := g.try(r.Context(), l, visitor(r.RemoteAddr), password)
	if v == right {
		g.pass(l, next, w, r, true)
		return
	}
	refuse(w, r, v, wait, target(r))
}

// pass lets next serve the request, for as long as the password stays the same.
func (g *Guard) pass(l *lock, next http.Handler, w http.ResponseWriter, r *http.Request, byPassword bool) {
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	defer context.AfterFunc(l.changed, cancel)() //nolint:contextcheck // the request ends with either
	g.serve(next, w, r.WithContext(ctx), byPassword)
}

// serve has next answer, without what signed the visitor in.
func (g *Guard) serve(next http.Handler, w http.ResponseWriter, r *http.Request, byPassword bool) {
	if h, other := g.unsigned(r.Header, byPassword); other {
		r = r.WithContext(r.Context()) // a handler must not change its caller's request
		r.Header = h
	}
	out := &writer{ResponseWriter: w, cookie: g.name}
	next.ServeHTTP(out, r)
	out.drop() // who writes nothing answers with 200 and the header
}

// unsigned is a request's header without what signed it in; where there is
// something to take out it is another one.
func (g *Guard) unsigned(h http.Header, byPassword bool) (kept http.Header, other bool) {
	had := h["Cookie"]
	cookies := without(had, g.name)
	if !byPassword && slices.Equal(cookies, had) {
		return h, false
	}
	h = maps.Clone(h)
	if byPassword {
		delete(h, "Authorization")
	}
	if len(cookies) > 0 {
		h["Cookie"] = cookies
	} else {
		delete(h, "Cookie")
	}
	return h, true
}
