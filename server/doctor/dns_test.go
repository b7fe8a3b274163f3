package doctor

import (
	"net/netip"
	"testing"

	"gotunnel/server"
	"gotunnel/server/domains"
	"gotunnel/server/servertest/fakedns"
)

func TestDNS(t *testing.T) {
	const domain = "share.example.com"
	const hereOne, elsewhere = "198.51.100.1", "203.0.113.9"
	private := []netip.Addr{netip.MustParseAddr("10.0.0.5")}
	here := []netip.Addr{private[0], netip.MustParseAddr(hereOne)}
	for name, c := range map[string]struct {
		home, all []string // records
		here      []netip.Addr
		want      []string
	}{
		"as it should be": {[]string{"A " + hereOne}, []string{"A " + hereOne}, here, []string{"ok leads here, to " + hereOne, "ok leads where"}},
		"by a CNAME":      {[]string{"A " + hereOne}, []string{"CNAME " + domain}, here, []string{"ok ", "ok leads where"}},
		"one of two":      {[]string{"A " + hereOne, "A 10.0.0.5"}, []string{"A " + hereOne}, here, []string{"ok ", "ok leads here, to " + hereOne}},
		"nothing": {nil, nil, here, []string{
			"fix clients connect to it: set the DNS record share.example.com. A " + hereOne, "fix no link can be opened: set the DNS record *.share.example.com. A " + hereOne,
		}},
		"nothing, behind a router": {nil, nil, private, []string{"fix share.example.com. A ADDRESS, with the public address", "fix *.share.example.com. A ADDRESS"}},
		"no wildcard":              {[]string{"A " + elsewhere}, nil, private, []string{"unknown leads to " + elsewhere + " and not only to this computer", "fix set the DNS record *.share.example.com. A " + elsewhere}},
		"wildcard to another":      {[]string{"A " + hereOne}, []string{"A " + elsewhere}, here, []string{"ok ", "fix leads to " + elsewhere + ", which is neither"}},
		"wildcard to another too":  {[]string{"A " + hereOne}, []string{"A " + hereOne, "A " + elsewhere}, here, []string{"ok ", "fix *.share.example.com. A " + hereOne + " and no other"}},
		"by a load balancer":       {[]string{"A " + elsewhere}, []string{"A " + elsewhere}, private, []string{"unknown unless what is there passes connections on", "ok leads where"}},
	} {
		t.Run(name, func(t *testing.T) {
			dns := fakedns.Start(t)
			dns.Set(domain, c.home...)
			dns.Set("*."+domain, c.all...)
			p := Patient{Config: server.Config{Domain: domain}, Resolver: domains.Resolver(dns.Addr)}
			check(t, p.dns(t.Context(), c.here), c.want...)
		})
	}
}

func TestDNSThatCannotBeAsked(t *testing.T) {
	dns := fakedns.Start(t)
	dns.Break(true)
	p := Patient{Config: server.Config{Domain: "share.example.com"}, Resolver: domains.Resolver(dns.Addr)}
	check(t, p.dns(t.Context(), nil), "unknown DNS did not tell where share.example.com leads", "unknown where *.share.example.com leads")
	p.Config.Single = true
	check(t, p.dns(t.Context(), nil), "unknown where share.example.com leads")
}

func TestDNSThatIsNotNeeded(t *testing.T) {
	dns := fakedns.Start(t)
	for domain, want := range map[string]string{
		"localhost": "ok in Chrome and Firefox", "share.localhost": "ok in Chrome and Firefox", "192.0.2.1": "ok is an address",
	} {
		p := Patient{Config: server.Config{Domain: domain}, Resolver: domains.Resolver(dns.Addr)}
		check(t, p.dns(t.Context(), nil), want)
		if n := dns.Asked(domain); n > 0 {
			t.Errorf("DNS was asked about %s", domain)
		}
	}
}

// AAAA records are for addresses of that kind.
func TestRecord(t *testing.T) {
	addrs := []netip.Addr{netip.MustParseAddr("fe80::1"), netip.MustParseAddr("100.64.0.1"), netip.MustParseAddr("2001:db8::1")}
	if got := record("a.b", addrs); got != "a.b. AAAA 2001:db8::1" {
		t.Errorf("record %q", got)
	}
}
