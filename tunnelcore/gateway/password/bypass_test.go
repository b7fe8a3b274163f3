package password

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func itoa(n int) string { return strconv.Itoa(n) }

func basic(user, password string) string {
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password)) + "\n"
}

// TestNoWayAround sends what must not reach the app. An answer of net/http, such
// as 400, is as good as one of ours.
func TestNoWayAround(t *testing.T) {
	s := newShop(t)
	now := time.Now()
	own := s.cookie(now)
	name, value, _ := strings.Cut(own, "=")
	end, proof, _ := strings.Cut(value, ".")
	other := newShare(t, Config{Share: "brand", Hash: cheap(pass)})
	_, othersValue, _ := strings.Cut(other.cookie(now), "=")
	changed := newShare(t, Config{Share: "shop", Hash: cheap("another")})
	past := s.guard.lock.Load().sign("shop", itoa(int(now.Add(-time.Second).Unix())))
	later := itoa(int(now.Add(1000*time.Hour).Unix())) + "." + proof

	cookies := map[string]string{
		"none": "", "empty": "=", "name alone": name,
		"another share's cookie":        other.cookie(now),
		"another share's value":         name + "=" + othersValue,
		"another password":              changed.cookie(now),
		"expired":                       name + "=" + past,
		"ends this second":              s.cookie(now.Add(-cookieLife)),
		"later end":                     name + "=" + later,
		"no proof":                      name + "=" + end,
		"empty proof":                   name + "=" + end + ".",
		"shorter proof":                 own[:len(own)-1],
		"longer proof":                  own + "A",
		"padded proof":                  own + "=",
		"last bits of the proof":        own[:len(own)-1] + string(own[len(own)-1]^1),
		"sign before the end":           name + "=+" + value,
		"zero before the end":           name + "=0" + value,
		"no end":                        name + "=." + proof,
		"negative end":                  name + "=-1." + proof,
		"end beyond 64 bits":            name + "=99999999999999999999." + proof,
		"quoted":                        name + `="` + value + `"`,
		"escaped":                       name + "=" + strings.ReplaceAll(value, ".", "%2E"),
		"another case":                  strings.ToUpper(name) + "=" + value,
		"longer name":                   name + "x=" + value,
		"in another cookie":             "a=" + own,
		"behind a comma":                "a=b, " + own,
		"the password as value":         name + "=" + pass,
		"the proof of another end":      name + "=" + end + "1." + proof,
		"proof of an empty share":       name + "=" + s.guard.lock.Load().sign("", end),
		"NUL moved from share to end":   name + "=" + s.guard.lock.Load().sign("shop\x00", end),
		"the guard's name as a cookie":  "__gotunnel_=" + value,
		"cookies of others, many times": strings.Repeat(name+"="+othersValue+"; ", 50) + "a=b",
	}
	var requests []struct{ name, text string }
	add := func(name, text string) { requests = append(requests, struct{ name, text string }{name, text}) }
	for name, cookie := range cookies {
		fields := "Cookie: " + cookie + "\n"
		add("cookie/"+name, get(fields))
		add("upgrade/"+name, get(fields+"Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\n"))
		add("head/"+name, strings.Replace(get(fields), "GET", "HEAD", 1))
	}
	for name, text := range oddRequests(own) {
		add(name, text)
	}
	for _, r := range requests {
		t.Run(r.name, func(t *testing.T) {
			resp, body := s.ask(t, r.text)
			if resp.StatusCode < 400 || strings.HasPrefix(r.text, "HEAD") && body != "" {
				t.Errorf("%s: %q", resp.Status, body)
			}
			if n := len(s.app.requests()); n > 0 {
				t.Fatalf("%d requests reached the app: %v", n, s.app.requests()[n-1].URL)
			}
			if resp.Header["Set-Cookie"] != nil {
				t.Errorf("signed in by %q", resp.Header["Set-Cookie"])
			}
		})
	}
	if resp, _ := s.ask(t, get("Cookie: "+own+"\n")); resp.StatusCode != http.StatusOK {
		t.Errorf("the cookie that all was made of: %s", resp.Status)
	}
}

// oddRequests bring no cookie that counts; own is one that would.
func oddRequests(own string) map[string]string {
	odd := map[string]string{
		"Host of another share":        "GET / HTTP/1.1\nHost: brand\n\n",
		"cookie in the wrong field":    get("X-Cookie: " + own + "\nCookie2: " + own + "\nSet-Cookie: " + own + "\n"),
		"space before the colon":       get("Cookie : " + own + "\n"),
		"underscore":                   get("_Cookie: " + own + "\nHTTP_COOKIE: " + own + "\n"),
		"folded line":                  get("A: b\n Cookie: " + own + "\n"),
		"line feed alone":              "GET / HTTP/1.1\nHost: shop\nA: b\rCookie: " + own + "\n\n",
		"trailer":                      "POST / HTTP/1.1\nHost: shop\nTransfer-Encoding: chunked\nTrailer: Cookie\n\n0\nCookie: " + own + "\n\n",
		"cookie in the query":          "GET /?Cookie=" + own + " HTTP/1.1\nHost: shop\n\n",
		"password in the query":        "GET /?password=" + pass + " HTTP/1.1\nHost: shop\n\n",
		"password in the form's query": "POST /.gotunnel/password?password=" + pass + " HTTP/1.1\nHost: shop\nContent-Length: 0\n\n",
		"form at another address":      form("/", "", "password="+pass),
		"GET with a form":              strings.Replace(form("/.gotunnel/password", "", "password="+pass), "POST", "GET", 1),
		"PUT with a form":              strings.Replace(form("/.gotunnel/password", "", "password="+pass), "POST", "PUT", 1),
		"method override":              strings.Replace(form("/.gotunnel/password", "X-HTTP-Method-Override: POST\n", "password="+pass), "POST", "GET", 1),
		"user in the address":          "GET http://visitor:" + pass + "@shop/ HTTP/1.1\nHost: shop\n\n",
		"forwarded for this computer":  get("X-Forwarded-For: 127.0.0.1\nX-Real-IP: 127.0.0.1\nForwarded: for=127.0.0.1\n"),
		"another URL in a field":       get("X-Original-URL: /.gotunnel/password\nX-Rewrite-URL: /.gotunnel/password\n"),
		"CONNECT":                      "CONNECT shop:80 HTTP/1.1\nHost: shop:80\n\n",
		"preflight":                    "OPTIONS / HTTP/1.1\nHost: shop\nOrigin: http://evil\nAccess-Control-Request-Method: GET\n\n",
		"TRACE":                        "TRACE / HTTP/1.1\nHost: shop\n\n",
		"HTTP/1.0":                     "GET / HTTP/1.0\n\n",
		"HTTP/2 upgrade":               get("Connection: Upgrade, HTTP2-Settings\nUpgrade: h2c\nHTTP2-Settings: AAMAAABkAAQAAP__\n"),
		"HTTP/2 preface":               "PRI * HTTP/2.0\n\nSM\n\n",
		"two lengths":                  "POST / HTTP/1.1\nHost: shop\nContent-Length: 5\nTransfer-Encoding: chunked\n\n0\n\nGET /smuggled HTTP/1.1\nHost: shop\n\n",
	}
	for _, path := range []string{
		"//", "//shop/", "/..", "/../", "/./", "/%2e%2e/", "/%2E", "/a/../", "/;", "/%00", "/%", "/\\", "/%5c",
		"/.gotunnel", "/.gotunnel/", "/.gotunnel/password/", "//.gotunnel/password", "/.gotunnel//password",
		"/.gotunnel/password/../../", "/.gotunnel/password/..%2f..%2f", "/.gotunnel/password%2f..%2f..%2fadmin",
		"/.gotunnel/password;/", "/.gotunnel/password%00", "/.gotunnel/./password", "/.GOTUNNEL/password", "/%2egotunnel/password",
		"http://shop/", "http://brand/", "http://brand/.gotunnel/password", "/.gotunnel/password", "shop:80", "*", "?", "/robots.txt", "/favicon.ico",
	} {
		odd["path "+path] = "GET " + path + " HTTP/1.1\nHost: shop\n\n"
	}
	return odd
}

// A request hidden behind one that is let in is asked for its own cookie.
func TestNoWayBehindAnother(t *testing.T) {
	s := newShop(t)
	hidden := "GET /hidden HTTP/1.1\nHost: shop\n\n"
	tests := map[string]string{
		"pipelined":       get("Cookie: "+s.cookie(time.Now())+"\n") + hidden,
		"behind a body":   "POST / HTTP/1.1\nHost: shop\nCookie: " + s.cookie(time.Now()) + "\nContent-Length: 5\n\nhello" + hidden,
		"chunked as well": "POST / HTTP/1.1\nHost: shop\nCookie: " + s.cookie(time.Now()) + "\nContent-Length: 60\nTransfer-Encoding: chunked\n\n0\n\n" + hidden,
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			v := s.visit(t)
			v.send(t, text)
			if resp, _ := v.receive(t, http.MethodGet); resp.StatusCode != http.StatusOK {
				t.Errorf("the first: %s", resp.Status)
			}
			if resp, err := http.ReadResponse(v.in, nil); err == nil && resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("the hidden one: %s", resp.Status) // no answer is as good
			}
			for _, r := range s.app.requests() {
				if r.URL.Path == "/hidden" {
					t.Fatal("the hidden request reached the app")
				}
			}
		})
	}
}

// Two authorizations are ambiguous; and what is not the password is not.
func TestNoWayAroundBasic(t *testing.T) {
	tests := map[string]string{
		"no password":        basic("visitor", ""),
		"no colon":           "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(pass)) + "\n",
		"the user":           basic(pass, ""),
		"another":            basic("visitor", "otter"),
		"more":               basic("visitor", pass+pass),
		"colon before":       basic("visitor:", pass),
		"unicode":            basic("visitor", "amber‐otter‐lake"),
		"not UTF-8":          basic("visitor", "amber\xadotter\xadlake"),
		"NUL":                basic("visitor", pass+"\x00"),
		"too long":           basic("visitor", strings.Repeat(pass, 1000)),
		"bearer":             "Authorization: Bearer " + pass + "\n",
		"not base64":         "Authorization: Basic " + pass + "\n",
		"two":                basic("visitor", "x") + basic("visitor", pass),
		"two, the first one": basic("visitor", pass) + basic("visitor", "x"),
		"two in one line":    strings.TrimSpace(basic("visitor", pass)) + ", Basic eDp5\n",
		"for a proxy":        "Proxy-" + basic("visitor", pass),
		"nothing":            "Authorization:\n",
	}
	for name, fields := range tests {
		t.Run(name, func(t *testing.T) {
			s := newShop(t) // with tries of its own
			resp, _ := s.ask(t, get(fields))
			if resp.StatusCode != http.StatusUnauthorized || len(s.app.requests()) > 0 {
				t.Errorf("%s, %d requests reached the app", resp.Status, len(s.app.requests()))
			}
		})
	}
}
