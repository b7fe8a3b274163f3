package password

import (
	"net/netip"
	"sync"
	"time"
)

// Wrong tries a minute.
const (
	perVisitor = 10
	// perShare is for all addresses together: 30 that guess as fast as they may.
	// It bounds the work that guessing makes, to 300 times 30 ms a minute, and what
	// many addresses can guess. Visitors who are signed in do not notice.
	perShare = 300
	window   = time.Minute
)

// tries counts wrong tries. A minute begins with its first wrong try. The table
// has at most the addresses of two minutes, 600, as every entry is a wrong try
// of perShare or one that is under way.
type tries struct {
	mu        sync.Mutex
	all       count
	addresses map[netip.Prefix]*count
}

type count struct {
	wrong int
	until time.Time // then the minute is over
}

// take counts a try as wrong, before it is known, so that tries at the same time
// count too; giveBack takes that back. It returns how long to wait instead, if
// there are no tries left.
func (t *tries) take(from netip.Prefix, now time.Time) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all.renew(now) {
		t.sweepLocked(now)
	}
	c := t.addresses[from]
	if c == nil {
		c = &count{}
	}
	c.renew(now)
	switch {
	case c.wrong >= perVisitor:
		return c.until.Sub(now)
	case t.all.wrong >= perShare:
		return t.all.until.Sub(now)
	}
	c.wrong++
	t.all.wrong++
	t.addresses[from] = c
	return 0
}

// giveBack forgets a try that was right, or that was not made.
func (t *tries) giveBack(from netip.Prefix) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all.wrong = max(0, t.all.wrong-1)
	c := t.addresses[from]
	if c == nil {
		return
	}
	if c.wrong--; c.wrong <= 0 {
		delete(t.addresses, from)
	}
}

func (t *tries) sweepLocked(now time.Time) {
	for from, c := range t.addresses {
		if !now.Before(c.until) {
			delete(t.addresses, from)
		}
	}
}

// renew begins a new minute if the last is over, and tells whether it did.
func (c *count) renew(now time.Time) bool {
	if now.Before(c.until) {
		return false
	}
	*c = count{until: now.Add(window)}
	return true
}

// visitor is whose tries are counted: an IPv4 address, or the /64 of an IPv6
// address, within which one household picks addresses as it likes. Addresses
// that can't be read share one count.
func visitor(remoteAddr string) netip.Prefix {
	from, err := netip.ParseAddrPort(remoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	addr := from.Addr().Unmap()
	bits := 64
	if addr.Is4() {
		bits = 32
	}
	prefix, _ := addr.Prefix(bits) // fails for no such number of bits; it drops the zone
	return prefix
}
