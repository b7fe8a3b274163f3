package gateway_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

// seen is what an app got: the request line, Host, and the headers in order.
func seen(r *http.Request) string {
	var b strings.Builder
	b.WriteString(r.Method + " " + r.RequestURI + "\nHost: " + r.Host + "\n")
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		for _, value := range r.Header[name] {
			b.WriteString(name + ": " + value + "\n")
		}
	}
	return b.String()
}

// What the app sees of a request. OWN stands for localhost and the app's port.
func TestRequest(t *testing.T) {
	const us = "X-Forwarded-For: 127.0.0.1\n"
	public := us + "X-Forwarded-Host: " + linkHost + "\nX-Forwarded-Proto: http\n"
	tests := []struct {
		name, send                string // after the Host
		wantLocalhost, wantPublic string // headers, without what the profile adds
		wantPath                  string // where not /
	}{
		{name: "nothing"},
		{
			name: "own origin and referer", send: "Origin: " + link + "\nReferer: " + link + "/cart?a=1",
			wantLocalhost: "Origin: http://OWN\nReferer: http://OWN/cart?a=1\n",
			wantPublic:    "Origin: " + link + "\nReferer: " + link + "/cart?a=1\n",
		},
		{
			name: "own origin in capitals", send: "Origin: HTTP://SHOP.localhost:8080",
			wantLocalhost: "Origin: http://OWN\n", wantPublic: "Origin: HTTP://SHOP.localhost:8080\n",
		},
		same("foreign origin", "Origin: https://evil.example\nReferer: https://evil.example/x\n"),
		same("other port", "Origin: http://shop.localhost:8081\nReferer: http://shop.localhost:80800/\n"),
		same("other scheme", "Origin: https://shop.localhost:8080\n"),
		same("other share", "Origin: http://shop-2.localhost:8080\nReferer: http://other.shop.localhost:8080/\n"),
		same("own host as a user name", "Referer: http://shop.localhost:8080@evil.example/\n"),
		same("own origin in a query", "Referer: http://evil.example/?http://shop.localhost:8080\n"),
		same("null", "Origin: null\n"),
		same("app's own origin from outside", "Origin: http://localhost:3000\n"),
		{
			name: "spoofed",
			send: "X-Forwarded-For: 6.6.6.6\nX-Forwarded-Host: evil.example\nX-Forwarded-Proto: https\n" +
				"X-Forwarded-Port: 1\nX-Forwarded-Server: x\nX-Forwarded-Prefix: /x\nX_Forwarded_For: 6.6.6.6\n" +
				"Forwarded: for=6.6.6.6\nX-Real-IP: 6.6.6.6\nTrue-Client-IP: 6.6.6.6\nX-Client-IP: 6.6.6.6",
		},
		{
			name:     "of the visitor's connection",
			send:     "Connection: close, X-Gone\nX-Gone: 1\nKeep-Alive: 5\nProxy-Authorization: x\nTE: gzip",
			wantPath: "/",
		},
		{name: "query in its own spelling", wantPath: "/a?b;c=%zz&d&&e=+%20"},
		{name: "empty query", wantPath: "/a?"},
		{name: "path in its own spelling", wantPath: "/a|b/%7e/%2F/[x]/'"},
		{name: "two slashes", wantPath: "//evil.example/x"},
		same("cookies and the rest", "Accept-Encoding: br\nAuthorization: Bearer x\nCookie: a=b; c=d\nUser-Agent: x\n"),
	}
	for _, profile := range []gateway.Profile{"", gateway.Localhost, gateway.Public} {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte(seen(r)))
		}), func(p *gateway.Proxy) { p.Profile = profile }, nil)
		for _, test := range tests {
			t.Run(test.name+", profile "+string(profile), func(t *testing.T) {
				path := test.wantPath
				if path == "" {
					path = "/"
				}
				send := "GET " + path + " HTTP/1.1\nHost: " + linkHost + "\n"
				if test.send != "" {
					send += strings.TrimSuffix(test.send, "\n") + "\n"
				}
				_, r := s.raw(send + "\n")
				res, err := http.ReadResponse(r, nil)
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				want := "GET " + path + "\nHost: " + s.own + "\n" +
					strings.ReplaceAll(test.wantLocalhost, "OWN", s.own) + us
				if profile == gateway.Public {
					want = "GET " + path + "\nHost: " + linkHost + "\n" + test.wantPublic + public
				}
				if got := readAll(t, res.Body); got != want {
					t.Errorf("the app saw\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}

// same is a case whose headers reach the app as they are. They must come before
// X-Forwarded-For in the alphabet, and in order.
func same(name, headers string) (test struct {
	name, send                string
	wantLocalhost, wantPublic string
	wantPath                  string
},
) {
	test.name, test.send, test.wantLocalhost, test.wantPublic = name, headers, headers, headers
	return test
}

// The Host is what a browser would send for the target.
func TestOwnHost(t *testing.T) {
	for target, want := range map[string]string{
		"3000":                     "localhost:3000",
		"127.0.0.1:3000":           "localhost:3000",
		"[::1]:3000":               "localhost:3000",
		"http://localhost":         "localhost",
		"https://localhost":        "localhost",
		"https://localhost:80":     "localhost:80",
		"tenant.localhost:3000":    "tenant.localhost:3000",
		"192.168.1.5:80":           "192.168.1.5",
		"[fe80::1%eth0]:3000":      "[fe80::1]:3000",
		"https://nas.example:8443": "nas.example:8443",
	} {
		t.Run(target, func(t *testing.T) {
			if got := askedAs(t, target); got != want {
				t.Errorf("the app is asked as %q, want %q", got, want)
			}
		})
	}
}
