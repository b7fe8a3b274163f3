package domains_test

import (
	"testing"

	"gotunnel/server/domains"
	"gotunnel/server/store"
)

// What people have put into their DNS stays good: made with
//
//	printf 'gotunnel domain\nshare.acme.dev\ndesigner\nshop.example.com\n' |
//		sha256sum | cut -c-40 | xxd -r -p | base32 | tr A-Z a-z
func TestToken(t *testing.T) {
	const want = "gotunnel=cmdr4yd55lh4tzg7hacv7lxmuk2gqne6"
	if got := domains.Token("share.acme.dev", "designer", "shop.example.com"); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestHowTo(t *testing.T) {
	const want = "Set this DNS record: shop.example.com CNAME share.acme.dev. " +
		"A host that can't have a CNAME, like the top of a domain, gets the server's addresses and this one: " +
		`_gotunnel.shop.example.com TXT "gotunnel=cmdr4yd55lh4tzg7hacv7lxmuk2gqne6".`
	if got := domains.HowTo(store.Domain{Host: "shop.example.com", Account: "designer"}, "share.acme.dev"); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
