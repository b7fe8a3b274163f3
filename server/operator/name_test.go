package operator_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"gotunnel/server/operator"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

func TestNames(t *testing.T) {
	o := newOffice(t)
	o.add("designer", "brand")
	o.ok(o.Reserve(o.ctx, "Shop", "designer"))
	o.logged(`did="name reserved" who="unix user anna/1000" name=shop account=designer`)
	o.ok(o.Block(o.ctx, "Bad", "phishing"))
	o.logged(`did="name blocked" who="unix user anna/1000" name=bad reason=phishing`)
	o.ok(o.Block(o.ctx, "bad.example.com", ""))
	o.live.sessions = []operator.Session{{Tunnels: []operator.Tunnel{{Name: "shop"}, {Name: "fresh"}}}}

	all, err := o.AllNames(o.ctx)
	o.ok(err)
	want := []operator.Name{
		{Name: "bad", Blocked: true, Reason: "phishing"},
		{Name: "bad.example.com", Blocked: true},
		{Name: "fresh", Live: true},
		{Name: "shop", Account: "designer", Live: true, Reserved: true},
	}
	if !reflect.DeepEqual(all, want) {
		t.Errorf("names %+v\nwant %+v", all, want)
	}

	o.refused(o.Reserve(o.ctx, "shop", "brand"), operator.Exists, "shop is reserved for designer. gotunneld name release shop frees it.")
	o.ok(o.Reserve(o.ctx, "shop", "designer")) // again
	o.ok(o.Release(o.ctx, "shop"))
	o.logged(`did="name released" who="unix user anna/1000" name=shop`)
	o.ok(o.Reserve(o.ctx, "shop", "brand"))
	o.ok(o.Unblock(o.ctx, "bad"))
	o.logged(`did="name unblocked" who="unix user anna/1000" name=bad`)
	o.view(func(tx store.Reader) {
		if n, err := store.Names.Get(tx, "shop"); err != nil || n.Account != "brand" || !n.Reserved {
			t.Errorf("stored %+v, %v", n, err)
		}
		if has, err := store.Blocks.Has(tx, "bad"); has || err != nil {
			t.Errorf("still blocked: %v, %v", has, err)
		}
	})

	o.refused(o.Reserve(o.ctx, "other", "nobody"), operator.NotFound, "No account is called nobody")
	o.refused(o.Reserve(o.ctx, "a.b", "brand"), operator.Invalid, `"a.b" can't be a name`)
	o.refused(o.Release(o.ctx, "other"), operator.NotFound, "Nobody has the name other")
	o.refused(o.Unblock(o.ctx, "bad"), operator.NotFound, "The name bad is not blocked")
	o.refused(o.Block(o.ctx, "-", ""), operator.Invalid, "can't be a name")
	o.refused(o.Block(o.ctx, "bad", "two\nlines"), operator.Invalid, "The reason has characters")
}

func (o *office) addDomain(host, account string) error {
	_, err := o.AddDomain(o.ctx, host, account)
	return err
}

func TestDomains(t *testing.T) {
	o := newOffice(t)
	o.add("designer", "brand")
	dns, err := o.AddDomain(o.ctx, "Shop.Example.COM.", "designer")
	o.ok(err)
	if !strings.HasPrefix(dns, "Set this DNS record: shop.example.com CNAME share.acme.dev.") {
		t.Errorf("DNS: %s", dns)
	}
	o.logged(`did="domain added" who="unix user anna/1000" domain=shop.example.com account=designer`)
	all, err := o.Domains(o.ctx)
	o.ok(err)
	if len(all) != 1 || all[0].Host != "shop.example.com" || all[0].Account != "designer" || !all[0].Verified.IsZero() || all[0].Created.IsZero() {
		t.Errorf("domains %+v", all)
	}
	for host, words := range map[string]string{
		"localhost": "can't be a domain", "192.0.2.1": "can't be a domain", "a.example:80": "can't be a domain",
		"": "can't be a domain", "http://a.example": "can't be a domain",
		"share.acme.dev": "is this server's own", "x.y.share.acme.dev": "is this server's own",
	} {
		o.refused(o.addDomain(host, "designer"), operator.Invalid, words)
	}
	o.refused(o.addDomain("shop.example.com", "brand"), operator.Exists, "shop.example.com belongs to designer already")
	o.refused(o.addDomain("other.example.com", "nobody"), operator.NotFound, "No account is called nobody")

	o.put(func(tx store.Writer) error {
		return store.Names.Put(tx, store.Name{Name: "shop.example.com", Account: "designer"})
	})
	o.ok(o.RemoveDomain(o.ctx, "shop.example.com"))
	o.logged(`did="domain removed" who="unix user anna/1000" domain=shop.example.com`)
	o.refused(o.RemoveDomain(o.ctx, "shop.example.com"), operator.NotFound, "No account has the domain")
	o.view(func(tx store.Reader) {
		if has, err := store.Domains.Has(tx, "shop.example.com"); has || err != nil {
			t.Errorf("still there: %v, %v", has, err)
		}
		if has, err := store.Names.Has(tx, "shop.example.com"); has || err != nil {
			t.Errorf("still bound: %v, %v", has, err)
		}
	})
}

func TestStatusAndEnd(t *testing.T) {
	o := newOffice(t)
	o.add("designer")
	o.live.sessions = []operator.Session{{ID: "s", Account: "designer", Tunnels: []operator.Tunnel{{Name: "shop", Kind: wire.HTTP}}}}
	s, err := o.Status(o.ctx)
	o.ok(err)
	if !s.Running || s.Version != "test" || s.Domain != "share.acme.dev" || len(s.Accounts) != 1 || len(s.Sessions) != 1 || s.Traffic.Visitors != 7 {
		t.Errorf("status %+v", s)
	}
	o.ok(o.EndTunnel(o.ctx, "Shop"))
	o.logged(`did="tunnel ended" who="unix user anna/1000" name=shop`)
	o.refused(o.EndTunnel(o.ctx, "other"), operator.NotFound, "Nothing is shared as other")
	o.refused(o.EndTunnel(o.ctx, ""), operator.Invalid, "can't be a name")
	if !slices.Equal(o.live.told, []string{"tunnel shop", "tunnel other"}) {
		t.Errorf("the server was told %q", o.live.told)
	}
}

// All of it also works when no server runs.
func TestWithoutAServer(t *testing.T) {
	o := newOffice(t)
	o.Live = nil
	o.add("designer")
	token, err := o.CreateToken(o.ctx, operator.NewToken{Account: "designer"})
	o.ok(err)
	o.ok(o.RevokeToken(o.ctx, token.ID))
	o.ok(o.Reserve(o.ctx, "shop", "designer"))
	o.ok(o.Block(o.ctx, "bad", ""))
	o.ok(o.RemoveAccount(o.ctx, "designer"))
	s, err := o.Status(o.ctx)
	if err != nil || s.Running || s.Sessions == nil || len(s.Sessions) != 0 || s.Traffic != (operator.Traffic{}) {
		t.Errorf("status %+v, %v", s, err)
	}
	if names, err := o.AllNames(o.ctx); err != nil || len(names) != 1 {
		t.Errorf("names %+v, %v", names, err)
	}
	o.refused(o.EndTunnel(o.ctx, "shop"), operator.NotRunning, "No server is running")
}
