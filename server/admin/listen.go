package admin

import (
	"context"
	"fmt"
	"net"
	"net/netip"
)

// carrierGrade is 100.64.0.0/10, RFC 6598: not routed on the internet, and where
// private networks such as Tailscale's have their addresses.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

// Listen opens addr, a HOST:PORT whose host must be private: this computer's
// loopback, or an address that the internet does not route. A host name is
// looked up, and all its addresses must be private; the first is listened on.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("%q is not HOST:PORT, such as 127.0.0.1:9090", addr)
	}
	ip, err := privateIP(ctx, host)
	if err != nil {
		return nil, err
	}
	var config net.ListenConfig
	return config.Listen(ctx, "tcp", net.JoinHostPort(ip.String(), port))
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
	return fmt.Errorf("health and metrics are for you alone, and others may reach %s: "+
		"take 127.0.0.1 or another private address", host)
}
