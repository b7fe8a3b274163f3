package access

import (
	"errors"
	"hash/maphash"
	"net/netip"
	"sync"
	"time"

	"gotunnel/tunnelcore/wire"
)

const (
	// maxFailures is how often an address may fail in a window. Nobody guesses a
	// token anyhow; it keeps those who try from the store and the log.
	maxFailures = 10
	window      = time.Minute
	// maxAddresses bounds the table, at about 100 bytes each. With more that fail
	// at once some get further tries.
	maxAddresses = 10_000
)

// tries counts failures by address: an IPv4 address, or the /64 of an IPv6
// address, within which one household picks addresses as it likes. A minute
// begins with its first failure. The zero value is ready.
type tries struct {
	once sync.Once
	seed maphash.Seed
	// turns let one of an address in at a time, so that none fails more often by
	// trying at once; many addresses share one.
	turns [64]sync.Mutex

	mu        sync.Mutex
	addresses map[netip.Prefix]*failures
}

type failures struct {
	count int
	until time.Time // then the minute is over
}

// errTooMany is the answer to who failed too often.
var errTooMany = wire.Error{
	Code: wire.CodeLimit, Message: "Too many failed sign-ins from this network. Try again in a minute.", Retry: true,
}

// try calls f, unless its address failed too often, and counts a [RefusalError] as a
// failure.
func (t *tries) try(from netip.Addr, f func() error) error {
	t.once.Do(func() { t.seed = maphash.MakeSeed() })
	who := household(from)
	turn := &t.turns[maphash.Comparable(t.seed, who)%uint64(len(t.turns))]
	turn.Lock()
	defer turn.Unlock()
	if !t.allowed(who) {
		return refused(errTooMany, "it failed too often")
	}
	err := f()
	if _, failed := errors.AsType[*RefusalError](err); failed {
		t.failed(who)
	}
	return err
}

func household(from netip.Addr) netip.Prefix {
	from = from.Unmap()
	bits := 64
	if from.Is4() {
		bits = 32
	}
	prefix, _ := from.Prefix(bits) // fails for no such number of bits; it drops the zone
	return prefix
}

func (t *tries) allowed(who netip.Prefix) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.addresses[who]
	return f == nil || f.count < maxFailures || f.over()
}

func (f *failures) over() bool { return !time.Now().Before(f.until) }

func (t *tries) failed(who netip.Prefix) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f := t.addresses[who]
	if f == nil || f.over() {
		t.makeRoomLocked()
		f = &failures{until: time.Now().Add(window)}
		t.addresses[who] = f
	}
	f.count++
}

// makeRoomLocked keeps the table within its bound: what is over goes first, then
// any, and a tenth of all at once, so that it is not looked through each time.
func (t *tries) makeRoomLocked() {
	if t.addresses == nil {
		t.addresses = map[netip.Prefix]*failures{}
	}
	if len(t.addresses) < maxAddresses {
		return
	}
	for who, f := range t.addresses {
		if f.over() {
			delete(t.addresses, who)
		}
	}
	for who := range t.addresses {
		if len(t.addresses) < maxAddresses*9/10 {
			return
		}
		delete(t.addresses, who)
	}
}
