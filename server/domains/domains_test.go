package domains_test

import (
	"context"
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/domains"
	"gotunnel/server/registry"
	"gotunnel/server/servertest/fakedns"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

const host = "shop.example.com"

// world is hosts with a store, a registry and a DNS server.
type world struct {
	*domains.Domains
	t   *testing.T
	dns *fakedns.Server
}

// meet runs f in a bubble of time of its own, where designer has the host. The
// DNS server stays outside: it has real sockets.
func meet(t *testing.T, f func(w *world)) {
	dns := fakedns.Start(t)
	// What package net makes for all resolvers when it is first used is no bubble's.
	_, _ = domains.Resolver(dns.Addr).LookupCNAME(t.Context(), "first.")
	synctest.Test(t, func(t *testing.T) {
		s, err := store.Open(filepath.Join(t.TempDir(), "store.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		names, err := registry.New(registry.Config{Keeper: registry.KeepIn(s), Hold: 7 * 24 * time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, dns: dns, Domains: domains.New(domains.Config{
			Store: s, Registry: names, Domain: "share.acme.dev", Resolver: domains.Resolver(dns.Addr),
		})}
		w.put(store.Domain{Host: host, Account: "designer"})
		f(w)
	})
}

func (w *world) put(d store.Domain) {
	w.t.Helper()
	err := w.Store.Update(w.t.Context(), func(tx store.Writer) error { return store.Domains.Put(tx, d) })
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(host string) {
	w.t.Helper()
	err := w.Store.Update(w.t.Context(), func(tx store.Writer) error { return store.Domains.Delete(tx, host) })
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) verified() time.Time {
	w.t.Helper()
	var d store.Domain
	err := w.Store.View(w.t.Context(), func(tx store.Reader) (err error) {
		d, err = store.Domains.Get(tx, host)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return d.Verified
}

// admitted checks that designer may use the host, or not, and returns what a
// refusal says.
func (w *world) admitted(want bool) (words string) {
	w.t.Helper()
	return w.admits("designer", host, want)
}

// admits is admitted for any account and host. What a refusal says begins with
// its code, and "retry" if the same may succeed later.
func (w *world) admits(account, host string, want bool) (words string) {
	w.t.Helper()
	err := w.Admit(w.t.Context(), account, host)
	refusal, ok := errors.AsType[wire.Error](err)
	if (err == nil) != want || err != nil && !ok {
		w.t.Fatalf("%s at %s: %v, want it admitted: %v", account, host, err, want)
	}
	words = string(refusal.Code)
	if refusal.Retry {
		words += " retry"
	}
	return words + ": " + refusal.Message
}

func TestWhatDNSSays(t *testing.T) {
	proof := domains.Token("share.acme.dev", "designer", host)
	long := strings.Repeat("v=spf1 include:_spf.example.net ~all ", 20)
	cases := []struct {
		name    string
		records map[string][]string
		here    bool
		words   string // of the refusal
	}{
		{"a CNAME of the domain", map[string][]string{host: {"CNAME share.acme.dev"}}, true, ""},
		{"a CNAME of a name", map[string][]string{host: {"CNAME shop.share.acme.dev"}}, true, ""},
		{"in upper case", map[string][]string{host: {"CNAME Share.ACME.dev"}}, true, ""},
		{"by way of another", map[string][]string{
			host: {"CNAME links.example.com"}, "links.example.com": {"CNAME x.share.acme.dev"}, "x.share.acme.dev": {"A 192.0.2.1"},
		}, true, ""},
		{"and on to where the server is", map[string][]string{
			host: {"CNAME share.acme.dev"}, "share.acme.dev": {"CNAME vm7.cloud.example"}, "vm7.cloud.example": {"A 192.0.2.1"},
		}, true, ""},
		{"by names of where the server is", map[string][]string{
			host: {"CNAME vm7.cloud.example"}, "vm7.cloud.example": {"CNAME eu.cloud.example"}, "eu.cloud.example": {"A 192.0.2.1"},
			"share.acme.dev": {"CNAME vm7.cloud.example"},
		}, true, ""},
		{"a TXT", map[string][]string{host: {"A 192.0.2.1"}, "_gotunnel." + host: {"TXT " + proof}}, true, ""},
		{"a TXT among others that need TCP", map[string][]string{
			"_gotunnel." + host: {"TXT " + long, "TXT " + proof},
		}, true, ""},

		{"nothing", nil, false, "shop.example.com CNAME share.acme.dev"},
		{"the server's address alone", map[string][]string{
			host: {"A 192.0.2.1"}, "share.acme.dev": {"A 192.0.2.1"},
		}, false, "_gotunnel.shop.example.com TXT \"" + proof + "\""},
		{"a CNAME elsewhere", map[string][]string{host: {"CNAME shops.example.net"}}, false, "Now it is a CNAME of shops.example.net."},
		{"a CNAME to another name of the same address", map[string][]string{
			host: {"CNAME vm8.cloud.example"}, "vm8.cloud.example": {"A 192.0.2.1"},
			"share.acme.dev": {"CNAME vm7.cloud.example"}, "vm7.cloud.example": {"A 192.0.2.1"},
		}, false, "Now it is a CNAME of vm8.cloud.example."},
		{"a CNAME of a look-alike", map[string][]string{host: {"CNAME eshare.acme.dev"}}, false, "eshare.acme.dev"},
		{"a CNAME deep below", map[string][]string{host: {"CNAME a.b.share.acme.dev"}}, false, "a.b.share.acme.dev"},
		{"CNAMEs in a circle", map[string][]string{
			host: {"CNAME a.example.com"}, "a.example.com": {"CNAME " + host},
		}, false, "a.example.com"},
		{"a TXT for another account", map[string][]string{
			"_gotunnel." + host: {"TXT " + domains.Token("share.acme.dev", "brand", host)},
		}, false, proof},
		{"a TXT for another server", map[string][]string{
			"_gotunnel." + host: {"TXT " + domains.Token("share.other.dev", "designer", host)},
		}, false, proof},
		{"a TXT for another host", map[string][]string{
			"_gotunnel." + host: {"TXT " + domains.Token("share.acme.dev", "designer", "docs.example.com")},
		}, false, proof},
		{"a TXT at the host itself", map[string][]string{host: {"TXT " + proof}}, false, proof},
		{"a TXT with more in it", map[string][]string{"_gotunnel." + host: {"TXT " + proof + " x"}}, false, proof},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			meet(t, func(w *world) {
				for host, records := range c.records {
					w.dns.Set(host, records...)
				}
				got := w.admitted(c.here)
				if !c.here && (!strings.HasPrefix(got, "domain: ") || !strings.Contains(got, c.words)) {
					t.Errorf("refused: %s; want %q", got, c.words)
				}
				if at := w.verified(); c.here != !at.IsZero() {
					t.Errorf("verified %v", at)
				}
			})
		})
	}
}

func TestWhoseHostItIs(t *testing.T) {
	meet(t, func(w *world) {
		w.dns.Set(host, "CNAME share.acme.dev")
		w.dns.Set("free.example.com", "CNAME share.acme.dev")
		for _, c := range []struct{ account, host, words string }{
			{"brand", host, "gotunneld domain add brand shop.example.com"},
			{"designer", "free.example.com", "gotunneld domain add designer free.example.com"},
			{"", host, "has no accounts"},
			{"designer", "share.acme.dev", "this server's own address"},
			{"designer", "shop.share.acme.dev", "Use the short name: shop."},
			{"designer", "a.b.share.acme.dev", "this server's own address"},
		} {
			if got := w.admits(c.account, c.host, false); !strings.Contains(got, c.words) {
				t.Errorf("%s at %s: %q, want %q", c.account, c.host, got, c.words)
			}
		}
		if n := w.dns.Asked(host); n != 0 {
			t.Errorf("DNS was asked %d times for those who may not", n)
		}
		// An open server's account is none, whatever the record says.
		w.put(store.Domain{Host: host})
		w.admits("", host, false)
	})
}

func TestHowOftenDNSIsAsked(t *testing.T) {
	meet(t, func(w *world) {
		w.admitted(false)
		if w.dns.Asked(host) == 0 {
			t.Fatal("DNS was not asked")
		}
		w.dns.Set(host, "CNAME share.acme.dev")
		w.put(store.Domain{Host: host, Account: "brand"}) // whose yes is another question
		w.admits("brand", host, true)
		w.put(store.Domain{Host: host, Account: "designer"})
		w.dns.Asked(host)
		time.Sleep(59 * time.Second)
		w.admitted(false)
		if n := w.dns.Asked(host); n != 0 {
			t.Errorf("asked %d times within a minute after a no", n)
		}
		time.Sleep(time.Second)
		w.admitted(true)
		first := w.verified()
		w.dns.Asked(host)
		time.Sleep(59 * time.Minute)
		w.admitted(true)
		if n := w.dns.Asked(host); n != 0 {
			t.Errorf("asked %d times within an hour after a yes", n)
		}
		time.Sleep(time.Minute)
		w.admitted(true)
		if w.dns.Asked(host) == 0 || !w.verified().After(first) {
			t.Errorf("not asked again after an hour: verified %v", w.verified())
		}
	})
}

func TestDNSThatFails(t *testing.T) {
	meet(t, func(w *world) {
		w.dns.Break(true)
		if got := w.admitted(false); !strings.HasPrefix(got, "domain retry: The server could not ask DNS about shop.example.com.") {
			t.Errorf("refused: %s", got)
		}
		w.dns.Break(false)
		w.dns.Set(host, "CNAME share.acme.dev")
		time.Sleep(time.Minute)
		w.admitted(true)
		yes := w.verified()
		w.dns.Break(true)
		time.Sleep(23 * time.Hour)
		w.admitted(true)
		if !w.verified().Equal(yes) {
			t.Error("a failure was taken for a yes")
		}
		time.Sleep(time.Hour)
		w.admitted(false)
	})
}

// A session that ends while DNS is asked leaves no answer behind.
func TestAskingThatIsBrokenOff(t *testing.T) {
	meet(t, func(w *world) {
		w.dns.Set(host, "CNAME share.acme.dev")
		ctx, cancel := context.WithCancel(t.Context())
		good := w.Resolver
		w.Resolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
			cancel()
			return nil, errors.New("the network is gone")
		}}
		if err := w.Admit(ctx, "designer", host); !errors.Is(err, context.Canceled) {
			t.Fatalf("Admit: %v", err)
		}
		w.Resolver = good
		w.admitted(true)
	})
}
