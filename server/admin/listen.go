package admin

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// carrierGrade is 100.64.0.0/10, RFC 6598: not routed on the internet, and where
// private networks such as Tailscale's have their addresses.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

// Listener is an open address with the name that it was asked for by.
type Listener struct {
	net.Listener
	name string
}

// Listen opens addr, a HOST:PORT whose host must be private: this computer's
// loopback, or an address that the internet does not route. A host name is
// looked up, and all its addresses must be private; the first is listened on.
func Listen(ctx context.Context, addr string) (*Listener, error) {
	return Open(ctx, addr, func(addr string) (net.Listener, error) {
		return new(net.ListenConfig).Listen(ctx, "tcp", addr)
	})
}

// Open is Listen with what opens the address, or has it open already.
func Open(ctx context.Context, addr string, listen func(addr string) (net.Listener, error)) (*Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not HOST:PORT, such as 127.0.0.1:9090", addr)
	}
	ip, err := privateIP(ctx, host)
	if err != nil {
		return nil, err
	}
	listener, err := listen(net.JoinHostPort(ip.String(), port))
	if err != nil {
		return nil, err
	}
	return &Listener{listener, host}, nil
}

// hosts are the values of a Host header that are meant for this address: its
// own, the name that it was asked for by, and localhost on loopback. All else is
// a name that somebody made to lead here.
func (l *Listener) hosts() []string {
	host, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		return nil
	}
	names := []string{host, strings.ToLower(l.name)}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		names = append(names, "localhost")
	}
	var hosts []string
	for _, name := range names {
		hosts = append(hosts, net.JoinHostPort(name, port))
		if port == "80" {
			hosts = append(hosts, strings.TrimSuffix(net.JoinHostPort(name, ""), ":"))
		}
	}
	slices.Sort(hosts)
	return slices.Compact(hosts)
}

func privateIP(ctx context.Context, host string) (netip.Addr, error) {
	if host == "" {
		return netip.Addr{}, errPublic("every address of this computer")
	}
	ips, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return netip.Addr{}, fmt.Errorf("looking up %s: %w", host, err)
	}
	for _, ip := range ips {
		if !isPrivate(ip.Unmap()) {
			return netip.Addr{}, errPublic(host)
		}
	}
	return ips[0].Unmap(), nil
}

func isPrivate(ip netip.Addr) bool {
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || carrierGrade.Contains(ip)
}

func errPublic(host string) error {
	return fmt.Errorf("what is there is for you alone, and others may reach %s: "+
		"take 127.0.0.1 or another private address", host)
}
