package abuse

import (
	"hash/maphash"
	"net/netip"
	"sync"
	"time"
)

// day is how long an address is remembered.
const day = 24 * time.Hour

// mostAddresses bounds the memory of all names together, at some 50 bytes each.
// Beyond it everybody is let in: those who share are not to suffer from a flood.
const mostAddresses = 1_000_000

// visitors are the addresses that came to names today. The zero value is ready.
type visitors struct {
	once sync.Once
	seed maphash.Seed

	mu    sync.Mutex
	since time.Time
	names map[string]map[uint64]struct{}
	count int
}

// enter counts an address in, unless the name has most of them already.
func (v *visitors) enter(name string, from netip.Addr, most int) bool {
	id := v.id(from)
	v.mu.Lock()
	defer v.mu.Unlock()
	if now := time.Now(); now.Sub(v.since) >= day {
		v.since, v.names, v.count = now, map[string]map[uint64]struct{}{}, 0
	}
	seen := v.names[name]
	if _, ok := seen[id]; ok || v.count >= mostAddresses {
		return true
	}
	if len(seen) >= most {
		return false
	}
	if seen == nil {
		seen = map[uint64]struct{}{}
		v.names[name] = seen
	}
	seen[id] = struct{}{}
	v.count++
	return true
}

// id is what is kept of an address, or of an IPv6 network.
func (v *visitors) id(from netip.Addr) uint64 {
	v.once.Do(func() { v.seed = maphash.MakeSeed() })
	from = from.Unmap().WithZone("")
	if from.Is6() {
		if network, err := from.Prefix(64); err == nil {
			from = network.Addr()
		}
	}
	bytes := from.As16()
	return maphash.Bytes(v.seed, bytes[:])
}
