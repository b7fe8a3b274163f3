package gateway

import (
	"net/http"
	"strings"
	"testing"

	"gotunnel/tunnelcore/upstream"
)

func addressesOf(t testing.TB, app, public string) addresses {
	t.Helper()
	target, err := upstream.Parse(app)
	if err != nil {
		t.Fatal(err)
	}
	return newAddresses(target, public)
}

// What becomes of a header of an app on localhost:3000, shared as
// https://shop.acme.dev. An empty want means that nothing does.
func TestRestore(t *testing.T) {
	tests := []struct{ name, header, value, want string }{
		{"localhost", "Location", "http://localhost:3000/a?b#c", "https://shop.acme.dev/a?b#c"},
		{"no path", "Location", "http://localhost:3000", "https://shop.acme.dev"},
		{"IPv4", "Location", "http://127.0.0.1:3000/", "https://shop.acme.dev/"},
		{"IPv6", "Location", "http://[::1]:3000/", "https://shop.acme.dev/"},
		{"listening everywhere", "Location", "http://0.0.0.0:3000/", "https://shop.acme.dev/"},
		{"capitals", "Location", "HTTP://LocalHost:3000/A", "https://shop.acme.dev/A"},
		{"no scheme", "Location", "//localhost:3000/a", "//shop.acme.dev/a"},
		{"WebSocket", "Location", "ws://localhost:3000/a", "wss://shop.acme.dev/a"},
		{"backslash", "Location", `http://localhost:3000\a`, `https://shop.acme.dev\a`},
		{"bad escape", "Location", "http://localhost:3000/%zz", "https://shop.acme.dev/%zz"},
		{"relative", "Location", "/a", ""},
		{"relative with two slashes", "Location", "/a//localhost:3000/", ""},
		{"other port", "Location", "http://localhost:3001/", ""},
		{"longer port", "Location", "http://localhost:30000/", ""},
		{"other scheme", "Location", "https://localhost:3000/", ""},
		{"other host", "Location", "https://localhost.example:3000/", ""},
		{"user name", "Location", "http://localhost:3000@evil.example/", ""},
		{"in a query", "Location", "https://id.example/?to=http://localhost:3000/", ""},
		{"empty", "Location", "", ""},
		{"content location", "Content-Location", "http://localhost:3000/a.html", "https://shop.acme.dev/a.html"},
		{"CORS", "Access-Control-Allow-Origin", "http://localhost:3000", "https://shop.acme.dev"},
		{"CORS for all", "Access-Control-Allow-Origin", "*", ""},
		{"CORS for another", "Access-Control-Allow-Origin", "http://localhost:5173", ""},
		{"CORS null", "Access-Control-Allow-Origin", "null", ""},
		{"refresh", "Refresh", "5; url=http://localhost:3000/a", "5; url=https://shop.acme.dev/a"},
		{"refresh, quoted", "Refresh", "0;URL = 'http://localhost:3000'; x", "0;URL = 'https://shop.acme.dev'; x"},
		{"refresh, open quote", "Refresh", `0,url="http://localhost:3000/`, `0,url="https://shop.acme.dev/`},
		{"refresh, bare", "Refresh", "1;http://127.0.0.1:3000/", "1;https://shop.acme.dev/"},
		{"refresh, only a quote", "Refresh", `1;"`, ""},
		{"refresh, relative", "Refresh", "5; url=/a", ""},
		{"refresh, no address", "Refresh", "5", ""},
		{"cookie", "Set-Cookie", "a=b; Path=/; Domain=localhost; HttpOnly", "a=b; Path=/; HttpOnly"},
		{"cookie, dot and capitals", "Set-Cookie", "a=b;DOMAIN=.LocalHost", "a=b"},
		{"cookie, address", "Set-Cookie", "a=b; domain = 127.0.0.1 ;Secure", "a=b;Secure"},
		{"cookie, twice", "Set-Cookie", "a=b; Domain=localhost; Domain=localhost", "a=b"},
		{"cookie, foreign domain", "Set-Cookie", "a=b; Domain=acme.dev", ""},
		{"cookie, similar domain", "Set-Cookie", "a=b; Domain=notlocalhost", ""},
		{"cookie, empty domain", "Set-Cookie", "a=b; Domain=; Path=/", ""},
		{"cookie, no value", "Set-Cookie", "a=b; Domain", ""},
		{"cookie of that name", "Set-Cookie", "domain=localhost; Path=/", ""},
		{"cookie, Secure and SameSite", "Set-Cookie", "a=b; Secure; SameSite=None", ""},
		{"some other header", "Link", "<http://localhost:3000/a.css>; rel=preload", ""},
	}
	a := addressesOf(t, "localhost:3000", "https://shop.acme.dev")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.want == "" {
				test.want = test.value
			}
			h := http.Header{test.header: {test.value, test.value}}
			a.restore(h)
			for _, got := range h[test.header] { // of several, all
				if got != test.want {
					t.Errorf("%s: %q became %q, want %q", test.header, test.value, got, test.want)
				}
			}
		})
	}
}

func TestRestoreOthers(t *testing.T) {
	tests := []struct{ name, app, public, location, want string }{
		{"https app", "https://localhost:8443", "http://shop.localhost:8080", "https://localhost:8443/", "http://shop.localhost:8080/"},
		{"https app, http link", "https://localhost:8443", "http://s.localhost", "http://localhost:8443/", "http://localhost:8443/"},
		{"port 80", "80", "https://shop.acme.dev", "http://localhost/a", "https://shop.acme.dev/a"},
		{"port 80, written", "80", "https://shop.acme.dev", "http://localhost:80/a", "https://shop.acme.dev/a"},
		{"app elsewhere", "192.168.1.5:3000", "https://shop.acme.dev", "http://192.168.1.5:3000/", "https://shop.acme.dev/"},
		{"app elsewhere, localhost", "192.168.1.5:3000", "https://shop.acme.dev", "http://localhost:3000/", "http://localhost:3000/"},
		{"no link known", "3000", "", "http://localhost:3000/", "http://localhost:3000/"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			a := addressesOf(t, test.app, test.public)
			if got := a.toPublic(test.location); got != test.want {
				t.Errorf("%q became %q, want %q", test.location, got, test.want)
			}
		})
	}
	a := addressesOf(t, "www.myapp.test:3000", "https://shop.acme.dev")
	h := http.Header{"Alt-Svc": {`h3=":443"`}}
	if a.restore(h); len(h) > 0 {
		t.Errorf("the app's own ports were offered: %v", h)
	}
	if got := a.restoreCookie("a=b; Domain=myapp.test"); got != "a=b" {
		t.Errorf("a cookie for the own domain of an app elsewhere became %q", got)
	}
}

// Whatever an app sends: rewriting changes nothing but its own origin, does it
// once, and adds no line.
func FuzzRestore(f *testing.F) {
	for _, s := range []string{
		"http://localhost:3000/a", "//127.0.0.1:3000", "5; url='http://[::1]:3000/'",
		"a=b; Domain=localhost; Secure", "ws://localhost:3000", "1,\"",
	} {
		f.Add(s)
	}
	a := addressesOf(f, "3000", "https://shop.acme.dev")
	f.Fuzz(func(t *testing.T, s string) {
		for _, rewrite := range []func(string) string{a.toPublic, a.restoreRefresh, a.restoreCookie} {
			got := rewrite(s)
			if rewrite(got) != got {
				t.Errorf("%q became %q, then %q", s, got, rewrite(got))
			}
			if strings.Count(got, "\n") > strings.Count(s, "\n") || strings.Count(got, "\r") > strings.Count(s, "\r") {
				t.Errorf("%q became %q, with more lines", s, got)
			}
		}
		if got := a.toPublic(s); got != s {
			_, rest, ok := strings.Cut(got, "shop.acme.dev")
			if !ok || !strings.HasSuffix(s, rest) {
				t.Errorf("%q became %q", s, got)
			}
		}
		cookie, _, _ := strings.Cut(s, ";")
		if got := a.restoreCookie(s); !strings.HasPrefix(got, cookie) || len(got) > len(s) {
			t.Errorf("cookie %q became %q", s, got)
		}
		if got := a.toOwn(s); got != s && !strings.HasPrefix(strings.ToLower(s), "https://shop.acme.dev") {
			t.Errorf("%q was taken for the link, and became %q", s, got)
		}
	})
}
