package wire_test

import (
	"errors"
	"strings"
	"testing"

	"gotunnel/tunnelcore/wire"
)

func TestInvitesAreTypedInManyWays(t *testing.T) {
	made := wire.NewInvite()
	code := made.Reveal()
	if len(code) != 41 || strings.Count(code, "-") != 5 {
		t.Errorf("code %q", code)
	}
	for _, typed := range []string{
		code, strings.ToUpper(code), strings.ReplaceAll(code, "-", ""), strings.ReplaceAll(code, "-", " "),
		" " + code + " ", strings.Replace(code, "-", " - ", 1),
	} {
		got, err := wire.ParseInvite(typed)
		if err != nil || got != made || got.Hash() != made.Hash() || got.Reveal() != code {
			t.Errorf("%q: %v, %v", typed, got, err)
		}
	}
}

func TestMistypedInvites(t *testing.T) {
	good := wire.NewInvite().Reveal()
	missed := 0
	for at := range good {
		for _, c := range wire.Alphabet {
			bad := good[:at] + string(c) + good[at+1:]
			if _, err := wire.ParseInvite(bad); bad != good && !errors.Is(err, wire.ErrInvite) {
				missed++
			}
		}
	}
	if missed > 1 { // of 1,271, each with a chance of one in a million
		t.Errorf("%d mistyped codes pass", missed)
	}
	for _, bad := range []string{
		"", "-", good[1:], good[:len(good)-1], good + "a", good + "_", good + "\n", good + "\x00",
		strings.Repeat("-", 1<<20), strings.Repeat("a", 36), wire.NewToken().Reveal(),
	} {
		if _, err := wire.ParseInvite(bad); !errors.Is(err, wire.ErrInvite) {
			t.Errorf("%.100q: %v", bad, err)
		}
	}
}

func TestInviteLinks(t *testing.T) {
	const pin = "sha256:AA-_BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
	made := wire.NewInvite()
	code := made.Reveal()
	cases := []struct{ name, in, server, pin string }{ // server "": refused
		{"https", "https://share.acme.dev/i#" + code, "share.acme.dev", ""},
		{"with a pin", "https://share.acme.dev/i#" + code + "." + pin, "share.acme.dev", pin},
		{"of the app", "gotunnel://203.0.113.7:8080/i#" + code + "." + pin, "203.0.113.7:8080", pin},
		{"http", "http://localhost:8080/i#" + code, "localhost:8080", ""},
		{"http without a port", "http://share.acme.dev/i#" + code, "share.acme.dev:80", ""},
		{"the usual port", "https://share.acme.dev:443/i#" + code, "share.acme.dev", ""},
		{"IPv6", "https://[2001:DB8::1]/i#" + code, "[2001:db8::1]", ""},
		{"IPv6 and a port", "https://[::1]:8443/i#" + code, "[::1]:8443", ""},
		{"capitals", "HTTPS://Share.Acme.Dev/i#" + strings.ToUpper(code), "share.acme.dev", ""},
		{"spaces around it", " https://share.acme.dev/i#" + code + "\n", "share.acme.dev", ""},
		{"a slash more", "https://share.acme.dev/i/#" + code, "share.acme.dev", ""},

		{"nothing", "", "", ""},
		{"the code alone", code, "", ""},
		{"no code", "https://share.acme.dev/i", "", ""},
		{"half a code", "https://share.acme.dev/i#" + code[:20], "", ""},
		{"another path", "https://share.acme.dev/j#" + code, "", ""},
		{"the code where servers see it", "https://share.acme.dev/i?" + code, "", ""},
		{"a query", "https://share.acme.dev/i?x=1#" + code, "", ""},
		{"no host", "https:///i#" + code, "", ""},
		{"a port alone", "https://:443/i#" + code, "", ""},
		{"another scheme", "ftp://share.acme.dev/i#" + code, "", ""},
		{"no scheme", "share.acme.dev/i#" + code, "", ""},
		{"a user", "https://share.acme.dev@evil.example/i#" + code, "", ""},
		{"a host that is none", "https://share_.-acme/i#" + code, "", ""},
		{"a port that is none", "https://share.acme.dev:99999/i#" + code, "", ""},
		{"much", "https://share.acme.dev/i#" + code + "." + strings.Repeat("x", 2000), "", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := wire.ParseInviteLink(c.in)
			if c.server == "" {
				if !errors.Is(err, wire.ErrInvite) || got != (wire.InviteLink{}) {
					t.Errorf("%+v, %v; want ErrInvite", got, err)
				}
				return
			}
			want := wire.InviteLink{Server: c.server, Code: made, Pin: c.pin}
			if err != nil || got != want {
				t.Fatalf("%+v, %v; want %+v", got, err, want)
			}
			if again, err := wire.ParseInviteLink(got.Reveal(wire.SchemeApp)); again != want || err != nil {
				t.Errorf("of its own link %+v, %v", again, err)
			}
		})
	}
}

func FuzzParseInviteLink(f *testing.F) {
	code := "aaaaaa-aaaaaa-aaaaaa-aaaaaa-aaaaaa-aaaaaa"
	for _, s := range []string{
		"https://share.acme.dev/i#" + code, "gotunnel://[::1]:1/i#" + code + ".sha256:x", "http://h/i/#" + wire.NewInvite().Reveal(),
		wire.InviteLink{Server: "share.acme.dev", Code: wire.NewInvite()}.Reveal(wire.SchemeHTTPS), "https://h:/i#", "%", "https://[::1%25x]/i#",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		link, err := wire.ParseInviteLink(s)
		if err != nil {
			if link != (wire.InviteLink{}) {
				t.Fatalf("%q: %+v, %v", s, link, err)
			}
			return
		}
		if strings.ContainsAny(link.Server, "/@#?% ") {
			t.Fatalf("%q: server %q", s, link.Server)
		}
		if code, err := wire.ParseInvite(link.Code.Reveal()); code != link.Code || err != nil {
			t.Fatalf("%q: code %q, %v", s, link.Code.Reveal(), err)
		}
	})
}
