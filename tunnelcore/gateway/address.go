package gateway

import (
	"net"
	"net/netip"
	"slices"
	"strings"

	"gotunnel/tunnelcore/upstream"
)

// addresses are the two places that a share has: the app's own, and the link.
type addresses struct {
	own, public origin
	// hosts are all the names by which the app may call itself, with its port.
	hosts []string
	// domain is the own host without its port.
	domain string
}

// loopback are this computer's names, and those that development servers take
// for it when they listen everywhere.
var loopback = []string{"localhost", "127.0.0.1", "::1", "0.0.0.0", "::"}

func newAddresses(target *upstream.Target, public string) addresses {
	scheme := "http"
	if target.Secure() {
		scheme = "https"
	}
	host, port, _ := net.SplitHostPort(target.String()) // Parse made it of the two
	names := []string{host}
	if isLoopback(host) {
		names = loopback
	}
	a := addresses{public: parseOrigin(public), domain: names[0]}
	for _, name := range names {
		a.hosts = append(a.hosts, browserHost(scheme, net.JoinHostPort(withoutZone(name), port)))
	}
	a.own = origin{scheme, a.hosts[0]}
	return a
}

// isLoopback reports whether host, without port, is an address of this computer
// only.
func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return err == nil && (addr.IsLoopback() || addr.IsUnspecified())
}

// withoutZone leaves out what a Host header can't have.
func withoutZone(host string) string {
	host, _, _ = strings.Cut(host, "%")
	return host
}

// toOwn is what the app is to see in place of url.
func (a *addresses) toOwn(url string) string {
	if o, rest, ok := cutOrigin(url); ok && o == a.public {
		return a.own.String() + rest
	}
	return url
}

// toPublic is what a visitor is to see in place of url.
func (a *addresses) toPublic(url string) string {
	o, rest, ok := cutOrigin(url)
	if !ok || a.public.host == "" || !slices.Contains(a.hosts, o.host) {
		return url
	}
	if o, ok = a.public.spelled(o.scheme, a.own.scheme); !ok {
		return url
	}
	return o.String() + rest
}
