package sharing

import (
	"sync"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing/selfcheck"
	"gotunnel/tunnelcore/wire"
)

// reach is what is known of whether a share's link works.
type reach struct {
	check *selfcheck.Check
	kick  chan struct{} // holds one: look again now
	first chan struct{} // closed when it was looked at once

	// Guarded by Sharer.mu.
	looked  bool            // anybody, with a result
	seen    bool            // that it works
	url     string          // that was seen to work
	problem *localapi.Error // what is in the way; nil: nothing that is known
	told    bool            // that it is Starting
}

func newReach() *reach {
	return &reach{check: selfcheck.New(), kick: make(chan struct{}, 1), first: make(chan struct{})}
}

// A link that can't be opened is tried again after 2 s, and later every minute:
// it may be a DNS record that was made just now, or a network that is down for hours.
const (
	recheckSoon = 2 * time.Second
	recheckLate = time.Minute
)

// Recheck looks at once at every link that could not be opened. It is for a person
// who has mended something. It does not block.
func (s *Sharer) Recheck() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		if one.reach.problem != nil {
			one.reach.again()
		}
	}
}

func (r *reach) again() {
	select {
	case r.kick <- struct{}{}:
	default:
	}
}

// keepChecked looks whether the link works: once it is there, whenever somebody asks,
// and by itself as long as it does not. Of the first look await tells, so that shares
// which are started together are told of in their order.
func (one *Share) keepChecked() {
	began := sync.OnceFunc(func() { close(one.reach.first) })
	defer began()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for wait := recheckSoon; ; {
		select {
		case <-timer.C:
		case <-one.reach.kick:
			wait = recheckSoon
		case <-one.ctx.Done():
			return
		}
		works := one.lookAtLink()
		began()
		if timer.Stop(); !works {
			timer.Reset(wait)
			wait = min(2*wait, recheckLate)
		}
	}
}

// lookAtLink opens the link once. While the connection to the server is lost a
// failure says nothing: it is looked at when that is back.
func (one *Share) lookAtLink() (works bool) {
	url := one.link.URL()
	problem := one.openLink(url)
	s, r := one.sharer, one.reach
	s.mu.Lock()
	defer s.mu.Unlock()
	if one.ctx.Err() != nil || problem != nil && s.lost {
		return true
	}
	first := !r.looked
	news := !r.seen && problem == nil || problem != nil && (r.problem == nil || r.problem.Message != problem.Message)
	r.looked, r.seen, r.url, r.problem = true, problem == nil, url, problem
	if news && !first {
		s.showLocked(one)
	}
	return problem == nil
}

// openLink asks for the share's own answer, or only connects where bytes pass
// untouched.
func (one *Share) openLink(url string) *localapi.Error {
	if one.web != nil {
		return one.reach.check.Open(one.ctx, url)
	}
	if one.Spec().Tunnel.Kind == wire.TCP { // which the app will see
		one.knocks.Add(1)
	}
	return selfcheck.Knock(one.ctx, url)
}

// isKnock tells that a visit was a look at the link: nobody else comes and goes
// without a word just then.
func (one *Share) isKnock(v Visit) bool {
	if v.Up > 0 {
		return false
	}
	for {
		n := one.knocks.Load()
		if n == 0 {
			return false
		}
		if one.knocks.CompareAndSwap(n, n-1) {
			return true
		}
	}
}

// recheckLocked has links looked at, when there is a connection again, that were not
// seen to work before it was lost, or that may lead elsewhere: the server moved, or
// they have become others.
func (s *Sharer) recheckLocked(moved bool) {
	for _, one := range s.shares {
		r := one.reach
		if !s.Unchecked && (moved || !r.seen || r.url != one.link.URL()) {
			r.seen = false
			r.again()
		}
	}
}
