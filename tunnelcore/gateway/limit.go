package gateway

import (
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limit bounds what visitors may take of a share. Its fields must not change
// after Wrap.
type Limit struct {
	// Requests per minute from one address (IPv6: one /64, which is what one
	// person has). They may come all at once, as those of a page do. More get
	// 429. Zero: no limit.
	Requests int
	// Bandwidth in bytes a second, of bodies and WebSockets, both ways and all
	// visitors of the share together. Zero: no limit.
	Bandwidth int64

	mu       sync.Mutex
	visitors map[netip.Addr]*rate.Limiter
	swept    time.Time
}

// maxLimited bounds how many addresses are counted, at some 200 bytes each.
// When more than this come within a minute, the counting begins anew.
const maxLimited = 10_000

// Wrap puts the limits in front of next. All handlers made by one Limit share
// them.
func (l *Limit) Wrap(next http.Handler) http.Handler {
	if l.Bandwidth > 0 {
		next = throttle(next, l.Bandwidth)
	}
	if l.Requests <= 0 {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !l.allow(visitorAddr(r), time.Now()) {
			w.Header().Set("Retry-After", "60")
			refuse(w, http.StatusTooManyRequests, "Too many requests came from your address. Try again in a minute.")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (l *Limit) allow(addr netip.Addr, now time.Time) bool {
	return l.of(household(addr), now).AllowN(now, 1)
}

// household is the block of addresses that one visitor can choose from.
func household(addr netip.Addr) netip.Addr {
	const household6 = 64
	if !addr.Is6() {
		return addr
	}
	p, _ := addr.Prefix(household6) // in range
	return p.Addr()
}

func (l *Limit) of(addr netip.Addr, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if v := l.visitors[addr]; v != nil {
		return v
	}
	l.sweepLocked(now)
	v := rate.NewLimiter(rate.Limit(float64(l.Requests)/time.Minute.Seconds()), l.Requests)
	l.visitors[addr] = v
	return v
}

// sweepLocked forgets, at most once a minute, who has the whole limit to use
// again: a new count would begin with just that.
func (l *Limit) sweepLocked(now time.Time) {
	if l.visitors == nil || len(l.visitors) >= maxLimited {
		l.visitors = map[netip.Addr]*rate.Limiter{}
	}
	if now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for addr, v := range l.visitors {
		if v.TokensAt(now) >= float64(l.Requests) {
			delete(l.visitors, addr)
		}
	}
}
