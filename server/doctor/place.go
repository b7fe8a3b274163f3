package doctor

import (
	"net"
	"net/netip"
	"strings"

	"gotunnel/server/public"
	"gotunnel/tunnelcore/wire"
)

// place is an address that the server listens on.
type place struct {
	flag    string // that names it
	addr    string // "host:port"
	accepts public.Accepts
}

func (p Patient) places() []place {
	list := []place{{"--listen", p.Config.Listen, public.All}}
	for _, addr := range p.Config.HTTPListen {
		list = append(list, place{"--http-listen", addr, public.HTTP})
	}
	for _, addr := range p.Config.TLSListen {
		list = append(list, place{"--tls-listen", addr, public.TLS})
	}
	if p.Config.ControlListen != "" {
		list = append(list, place{"--control-listen", p.Config.ControlListen, public.Clients})
	}
	return list
}

func (p place) split() (host, port string) {
	host, port, _ = net.SplitHostPort(p.addr) // a bad one is no valid setting
	return host, port
}

// isLoopback tells that only this computer reaches the place.
func (p place) isLoopback() bool {
	host, _ := p.split()
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// isLocal tells that a domain means this computer everywhere, RFC 6761 section 6.3.
func isLocal(domain string) bool {
	return domain == "localhost" || strings.HasSuffix(domain, ".localhost")
}

// isAddress tells that a domain is none, as of a server for one share.
func isAddress(domain string) bool {
	_, err := netip.ParseAddr(domain)
	return err == nil
}

// anyName is a host under the domain that nobody has chosen.
func anyName(domain string) string {
	const length = 12
	return "doctor-" + strings.ToLower(wire.RandomText(length)) + "." + domain
}
