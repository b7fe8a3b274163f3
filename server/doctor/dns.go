package doctor

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// lookupWait is how long DNS is waited for: two tries of the system's resolver.
const lookupWait = 10 * time.Second

// dns sees that the server's domain, and every name under it, lead to this
// computer, whose addresses are here.
func (p Patient) dns(ctx context.Context, here []netip.Addr) []Finding {
	const about = "dns"
	domain := p.Config.Domain
	switch {
	case isLocal(domain):
		return []Finding{ok(about, "links under %s open on this computer, in Chrome and Firefox, and on no other", domain)}
	case isAddress(domain):
		return []Finding{ok(about, "%s is an address and needs none", domain)}
	}
	home, err := p.lookup(ctx, domain)
	list := []Finding{leadsHome(domain, home, err, here)}
	if p.Config.Single {
		return list
	}
	found, err := p.lookup(ctx, anyName(domain))
	return append(list, wildcard(domain, found, err, home, here))
}

// leadsHome judges where the domain leads. Elsewhere may be right, since a router
// or a load balancer can pass connections on.
func leadsHome(domain string, home []netip.Addr, err error, here []netip.Addr) Finding {
	const about = "dns"
	do := "set the DNS record " + record(domain, here)
	switch {
	case err != nil:
		return unasked(domain, err)
	case len(home) == 0:
		return fix(about, do, "%s leads nowhere, and clients connect to it", domain)
	case !within(home, here):
		return unknown(about, do, "%s leads to %s and not only to this computer; unless what is there passes connections on to here", domain, list(home))
	}
	return ok(about, "%s leads here, to %s", domain, list(home))
}

// wildcard judges where a name under the domain that nobody has chosen leads.
func wildcard(domain string, found []netip.Addr, err error, home, here []netip.Addr) Finding {
	const about = "dns"
	all := "*." + domain
	do := "set the DNS record " + record(all, slices.Concat(home, here))
	switch {
	case err != nil:
		return unasked(all, err)
	case len(found) == 0:
		return fix(about, do, "%s leads nowhere, so no link can be opened", all)
	case slices.Equal(found, home):
		return ok(about, "%s leads where %s does", all, domain)
	case within(found, here):
		return ok(about, "%s leads here, to %s", all, list(found))
	}
	return fix(about, do+" and no other for it", "%s leads to %s, which is neither this computer nor where %s leads", all, list(found), domain)
}

func unasked(host string, err error) Finding {
	if e, is := errors.AsType[*net.DNSError](err); is {
		err = errors.New(e.Err) // the rest may name the wrong resolver
	}
	return unknown("dns", "try again, or name another resolver with --dns", "DNS did not tell where %s leads (%v)", host, err)
}

// record is what leads host to the first of the addresses that the internet can
// reach.
func record(host string, addrs []netip.Addr) string {
	for _, addr := range addrs {
		switch {
		case isHidden(addr):
		case addr.Is4():
			return host + ". A " + addr.String()
		default:
			return host + ". AAAA " + addr.String()
		}
	}
	return host + ". A ADDRESS, with the public address of this server"
}

// lookup is the addresses of a host, sorted; none is no error.
func (p Patient) lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	ctx, cancel := context.WithTimeout(ctx, lookupWait)
	defer cancel()
	found, err := p.Resolver.LookupNetIP(ctx, "ip", host+".")
	if e, is := errors.AsType[*net.DNSError](err); is && e.IsNotFound {
		return nil, nil
	}
	for i := range found {
		found[i] = found[i].Unmap()
	}
	slices.SortFunc(found, netip.Addr.Compare)
	return slices.Compact(found), err
}

// addresses are this computer's.
func addresses() (list []netip.Addr) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	for _, a := range all {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			list = append(list, prefix.Addr().Unmap())
		}
	}
	return list
}

func within(some, all []netip.Addr) bool {
	return !slices.ContainsFunc(some, func(a netip.Addr) bool { return !isHere(a, all) })
}

// isHere tells whether an address is of this computer, whose addresses are here.
func isHere(a netip.Addr, here []netip.Addr) bool { return a.IsLoopback() || slices.Contains(here, a) }

// isHidden tells that the internet can't reach an address.
func isHidden(a netip.Addr) bool {
	return !a.IsGlobalUnicast() || a.IsPrivate() || carrierGrade.Contains(a)
}

// carrierGrade is 100.64.0.0/10, RFC 6598.
var carrierGrade = netip.MustParsePrefix("100.64.0.0/10")

func list(addrs []netip.Addr) string {
	texts := make([]string, len(addrs))
	for i, a := range addrs {
		texts[i] = a.String()
	}
	return strings.Join(texts, " and ")
}
