package wire_test

import (
	"errors"
	"strings"
	"testing"

	"gotunnel/tunnelcore/wire"
)

func TestCanonicalHost(t *testing.T) {
	long := strings.Repeat("a", 63)
	cases := []struct{ name, in, want string }{ // want "": refused
		{"a name", "shop.localhost", "shop.localhost"},
		{"upper case", "SHOP.LocalHost", "shop.localhost"},
		{"a port", "shop.localhost:8080", "shop.localhost"},
		{"the last port", "shop.localhost:65535", "shop.localhost"},
		{"an empty port", "shop.localhost:", "shop.localhost"},
		{"a port with zeros in front", "shop:00080", "shop"},
		{"a trailing dot", "shop.localhost.", "shop.localhost"},
		{"a trailing dot and a port", "shop.localhost.:80", "shop.localhost"},
		{"one label", "localhost", "localhost"},
		{"an underscore", "my_app.localhost", "my_app.localhost"},
		{"digits", "3000.localhost", "3000.localhost"},
		{"the longest label", long + ".localhost", long + ".localhost"},
		{"the longest host", strings.Join([]string{long, long, long, long[:61]}, "."), strings.Join([]string{long, long, long, long[:61]}, ".")},
		{"IPv4", "127.0.0.1", "127.0.0.1"},
		{"IPv4 and a port", "127.0.0.1:80", "127.0.0.1"},
		{"IPv6", "[::1]", "::1"},
		{"IPv6 and a port", "[::1]:443", "::1"},
		{"IPv6 in its long form", "[2001:DB8:0:0:0:0:0:1]", "2001:db8::1"},

		{"nothing", "", ""},
		{"only a port", ":80", ""},
		{"only a dot", ".", ""},
		{"two trailing dots", "shop.localhost..", ""},
		{"an empty label", "shop..localhost", ""},
		{"a leading dot", ".localhost", ""},
		{"port 65536", "shop.localhost:65536", ""},
		{"port 99999", "shop.localhost:99999", ""},
		{"a port of six digits", "shop:000080", ""},
		{"a signed port", "shop:+80", ""},
		{"a port that is a word", "shop:http", ""},
		{"two ports", "shop:80:80", ""},
		{"IPv6 without brackets", "::1", ""},
		{"IPv6 half in brackets", "[::1", ""},
		{"IPv6 with a zone", "[fe80::1%eth0]", ""},
		{"IPv6 and more", "[::1]x", ""},
		{"IPv6 and a bad port", "[::1]:99999", ""},
		{"IPv4 in brackets", "[127.0.0.1]", ""},
		{"empty brackets", "[]", ""},
		{"a space", "shop localhost", ""},
		{"a space in front", " shop", ""},
		{"a NUL", "shop\x00.localhost", ""},
		{"a line end", "shop\r\n", ""},
		{"UTF-8", "café.localhost", ""},
		{"fullwidth letters", "ｓｈｏｐ", ""},
		{"the Kelvin sign", "boo\u212a.localhost", ""},
		{"user info", "user@shop", ""},
		{"a path", "shop/x", ""},
		{"a comma", "shop,other", ""},
		{"a leading dash", "-shop", ""},
		{"a trailing dash", "shop-.localhost", ""},
		{"a label that is too long", long + "a.localhost", ""},
		{"a host that is too long", strings.Join([]string{long, long, long, long[:62]}, "."), ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.CanonicalHost(c.in)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Fatalf("CanonicalHost(%q) = %q, %v; want %q", c.in, got, err, c.want)
			}
			if err != nil && !errors.Is(err, wire.ErrHost) {
				t.Errorf("error %v, want ErrHost", err)
			}
		})
	}
}

func TestCanonicalNameAndNameIn(t *testing.T) {
	cases := []struct{ name, in, want string }{ // want "": refused
		{"a name", "shop", "shop"},
		{"upper case", "SHOP", "shop"},
		{"digits", "3000", "3000"},
		{"dashes inside", "my-shop-2", "my-shop-2"},
		{"the longest", strings.Repeat("a", 40), strings.Repeat("a", 40)},
		{"too long", strings.Repeat("a", 41), ""},
		{"nothing", "", ""},
		{"two labels", "my.shop", ""},
		{"an underscore", "my_shop", ""},
		{"a leading dash", "-shop", ""},
		{"a trailing dash", "shop-", ""},
		{"another alphabet", "xn--caf-dma", ""},
		{"dashes in third and fourth place", "my--shop", ""},
		{"UTF-8", "café", ""},
		{"a port", "shop:80", ""},
		{"an escape", "\x1b[31mshop", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.CanonicalName(c.in)
			if got != c.want || (err == nil) != (c.want != "") {
				t.Fatalf("CanonicalName(%q) = %q, %v; want %q", c.in, got, err, c.want)
			}
			name, ok := wire.NameIn(c.in+".share.acme.dev", "share.acme.dev")
			if ok != (c.want != "") || ok && name != c.want {
				t.Errorf("NameIn found %q, %t; want %q", name, ok, c.want)
			}
		})
	}
	for _, host := range []string{
		"", "share.acme.dev", ".share.acme.dev", "acme.dev", "shop.share.acme.dev.evil.com", "shopshare.acme.dev",
		"shop.eshare.acme.dev", "a.shop.share.acme.dev",
	} {
		if name, ok := wire.NameIn(host, "share.acme.dev"); ok {
			t.Errorf("NameIn(%q) = %q, want none", host, name)
		}
	}
}

func TestCanonicalBind(t *testing.T) {
	cases := []struct {
		name, in, want string // want "": refused
		err            error
	}{
		{"a name", "Shop", "shop", nil},
		{"no name", "my_shop", "", wire.ErrName},
		{"nothing", "", "", wire.ErrName},
		{"a host", "shop.example.com", "shop.example.com", nil},
		{"the top of a domain", "Example.COM", "example.com", nil},
		{"a trailing dot", "shop.example.com.", "shop.example.com", nil},
		{"another alphabet", "xn--caf-dma.example", "xn--caf-dma.example", nil},
		{"one label with a dot", "shop.", "", wire.ErrOwnHost},
		{"a port", "shop.example.com:80", "", wire.ErrOwnHost},
		{"IPv4", "192.0.2.1", "", wire.ErrOwnHost},
		{"IPv4 as browsers read it", "127.1", "", wire.ErrOwnHost},
		{"IPv4 in another base", "127.0x1", "", wire.ErrOwnHost},
		{"IPv6", "[::ffff:192.0.2.1]", "", wire.ErrOwnHost},
		{"a URL", "https://shop.example.com", "", wire.ErrOwnHost},
		{"a path", "shop.example.com/x", "", wire.ErrOwnHost},
		{"a wildcard", "*.example.com", "", wire.ErrOwnHost},
		{"a line end", "shop.example.com\r\n", "", wire.ErrOwnHost},
		{"only dots", "..", "", wire.ErrOwnHost},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.CanonicalBind(c.in)
			if got != c.want || !errors.Is(err, c.err) {
				t.Errorf("CanonicalBind(%q) = %q, %v; want %q, %v", c.in, got, err, c.want, c.err)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	for host, want := range map[string]bool{
		"share.acme.dev": true, "shop.share.acme.dev": true, "a.b.share.acme.dev": true,
		"acme.dev": false, "eshare.acme.dev": false, "share.acme.dev.example.com": false, "": false,
	} {
		if got := wire.Within(host, "share.acme.dev"); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

// A router asks this of every request.
func TestCanonicalHostDoesNotAllocateForAName(t *testing.T) {
	for _, host := range []string{"shop.localhost", "shop.localhost:8080", "3000.share.acme.dev"} {
		if n := testing.AllocsPerRun(100, func() { _, _ = wire.CanonicalHost(host) }); n != 0 {
			t.Errorf("CanonicalHost(%q) allocates %v times", host, n)
		}
	}
}

func FuzzCanonicalHost(f *testing.F) {
	for _, s := range []string{
		"shop.localhost", "SHOP.localhost.:80", "127.0.0.1:1", "[::1]:80", "[::ffff:1.2.3.4]", "1.2.3.4.", "01.2.3.4",
		"a_b-c.d", "shop:99999", "x\x00y", "é", "[fe80::1%1]", "::", "..", "[]", "1.2.3", "\xff",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		host, err := wire.CanonicalHost(s)
		if err != nil {
			if host != "" || !errors.Is(err, wire.ErrHost) {
				t.Fatalf("CanonicalHost(%q) = %q, %v", s, host, err)
			}
			return
		}
		if host == "" || len(host) > 253 || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789-_.:") != "" {
			t.Fatalf("CanonicalHost(%q) = %q", s, host)
		}
		again := host
		if strings.Contains(host, ":") {
			again = "[" + host + "]"
		}
		if twice, err := wire.CanonicalHost(again); twice != host || err != nil {
			t.Fatalf("CanonicalHost(%q) = %q, and of that %q, %v", s, host, twice, err)
		}
		if name, ok := wire.NameIn(host, "localhost"); ok && name+".localhost" != host {
			t.Fatalf("NameIn(%q) = %q", host, name)
		}
	})
}
