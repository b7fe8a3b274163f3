package gateway

import (
	"net/http"
	"net/netip"
	"slices"
)

// Allow lets in visitors whose address is in one of the prefixes, and answers
// others with 403. An IPv4 address in IPv6's clothes counts as IPv4. No
// prefixes let in nobody. The slice may be changed afterwards.
func Allow(prefixes []netip.Prefix) func(http.Handler) http.Handler {
	prefixes = slices.Clone(prefixes)
	for i, p := range prefixes {
		prefixes[i] = unmapped(p)
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			addr := visitorAddr(r)
			if !slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Contains(addr) }) {
				refuse(w, http.StatusForbidden, "This preview isn't open to your network. Ask the person who sent you the link.")
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// unmapped is the IPv4 prefix that p means if it was written as ::ffff:0:0/96
// and longer.
func unmapped(p netip.Prefix) netip.Prefix {
	const mapped = 96
	if p.Addr().Is4In6() && p.Bits() >= mapped {
		return netip.PrefixFrom(p.Addr().Unmap(), p.Bits()-mapped)
	}
	return p
}

// visitorAddr is the address a request came from, without port and zone; the
// zero Addr, which is in no prefix, if there is none.
func visitorAddr(r *http.Request) netip.Addr {
	ap, _ := netip.ParseAddrPort(r.RemoteAddr)
	return ap.Addr().Unmap().WithZone("")
}

// refuse answers in a sentence. Nothing of it may be kept: it holds for this
// visitor, now.
func refuse(w http.ResponseWriter, status int, sentence string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, sentence, status)
}
