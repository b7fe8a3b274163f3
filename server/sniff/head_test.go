package sniff

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestFeedHead is good heads and what they say.
func TestFeedHead(t *testing.T) {
	const a = "a.example"
	for _, c := range []struct {
		name, in string
		want     Head
	}{
		{"plain", get(hostA), Head{Method: "GET", Target: "/", Host: a}},
		{"query", lines("GET /a%20b?c=%&d=/?é HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "/a%20b?c=%&d=/?é", Host: a}},
		{"two slashes", lines("GET //evil.example/ HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "//evil.example/", Host: a}},
		{"strange method", lines("M-SEARCH!~ / HTTP/1.1", []string{hostA}), Head{Method: "M-SEARCH!~", Target: "/", Host: a}},
		{"small method", lines("get / HTTP/1.1", []string{hostA}), Head{Method: "get", Target: "/", Host: a}},
		{"OPTIONS *", lines("OPTIONS * HTTP/1.1", []string{hostA}), Head{Method: "OPTIONS", Target: "*", Host: a}},
		{"HTTP/1.0", lines("GET / HTTP/1.0", []string{hostA}), Head{Method: "GET", Target: "/", Host: a, Proto10: true}},

		{"host with port", get("Host: a.example:8443"), Head{Method: "GET", Target: "/", Host: a}},
		{"host with empty port", get("Host: a.example:"), Head{Method: "GET", Target: "/", Host: a}},
		{"host in capitals", get("HOST: A.eXample"), Head{Method: "GET", Target: "/", Host: a}},
		{"host with last dot", get("Host: a.example."), Head{Method: "GET", Target: "/", Host: a}},
		{"host with spaces around", get("Host:\t a.example \t"), Head{Method: "GET", Target: "/", Host: a}},
		{"host without space", get("Host:a.example"), Head{Method: "GET", Target: "/", Host: a}},
		{"host is IPv4", get("Host: 127.0.0.1:80"), Head{Method: "GET", Target: "/", Host: "127.0.0.1"}},
		{"host is IPv6", get("Host: [0:0::1]:80"), Head{Method: "GET", Target: "/", Host: "::1"}},
		{"host last", get("X: y", "Y:", hostA), Head{Method: "GET", Target: "/", Host: a}},

		{"http URI", lines("GET http://a.example/x HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "http://a.example/x", Host: a}},
		{"https URI", lines("GET HTTPS://A.example:443/x HTTP/1.1", []string{"Host: a.example:443"}), Head{Method: "GET", Target: "HTTPS://A.example:443/x", Host: a}},
		{"URI without path", lines("GET http://a.example HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "http://a.example", Host: a}},
		{"URI with only a query", lines("GET http://a.example?x/y HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "http://a.example?x/y", Host: a}},
		{"URI with another port", lines("GET http://a.example:81/ HTTP/1.1", []string{hostA}), Head{Method: "GET", Target: "http://a.example:81/", Host: a}},
		{"URI with IPv6", lines("GET http://[::1]:80/ HTTP/1.1", []string{"Host: [::1]:80"}), Head{Method: "GET", Target: "http://[::1]:80/", Host: "::1"}},
		{"URI in HTTP/1.0", lines("GET http://a.example/ HTTP/1.0", []string{hostA}), Head{Method: "GET", Target: "http://a.example/", Host: a, Proto10: true}},

		{"length", post(hostA, "Content-Length: 5"), Head{Method: "POST", Target: "/", Host: a, HasBody: true}},
		{"length with zeros and spaces", post(hostA, "content-length:  0005 "), Head{Method: "POST", Target: "/", Host: a, HasBody: true}},
		{"length 0", post(hostA, "Content-Length: 0"), Head{Method: "POST", Target: "/", Host: a}},
		{"largest length", post(hostA, "Content-Length: 9223372036854775807"), Head{Method: "POST", Target: "/", Host: a, HasBody: true}},
		{"chunked", post(hostA, chunked), Head{Method: "POST", Target: "/", Host: a, HasBody: true}},
		{"Chunked", post(hostA, "transfer-encoding:\tChunked "), Head{Method: "POST", Target: "/", Host: a, HasBody: true}},

		{"upgrade", get(hostA, "Connection: Upgrade", "Upgrade: websocket"), Head{Method: "GET", Target: "/", Host: a, Upgrade: true}},
		{"upgrade in a list", get(hostA, "Connection: keep-alive,\t upgrade ,x", "Upgrade: a, b"), Head{Method: "GET", Target: "/", Host: a, Upgrade: true}},
		{"upgrade over two lines", get(hostA, "Connection: upgrade", "Connection: close", "Upgrade: a", "Upgrade:"), Head{Method: "GET", Target: "/", Host: a, Upgrade: true}},
		{"upgrade without Connection", get(hostA, "Upgrade: websocket"), Head{Method: "GET", Target: "/", Host: a}},
		{"upgrade without Upgrade", get(hostA, "Connection: upgrade"), Head{Method: "GET", Target: "/", Host: a}},
		{"upgrade to nothing", get(hostA, "Connection: upgrade", "Upgrade: "), Head{Method: "GET", Target: "/", Host: a}},
		{"upgrade only in part of a word", get(hostA, "Connection: no-upgrade, upgrades", "Upgrade: x"), Head{Method: "GET", Target: "/", Host: a}},
		{"upgrade in HTTP/1.0", lines("GET / HTTP/1.0", []string{hostA, "Connection: upgrade", "Upgrade: x"}), Head{Method: "GET", Target: "/", Host: a, Proto10: true}},

		{"accepts a page", get(hostA, "Accept: text/html"), Head{Method: "GET", Target: "/", Host: a, AcceptsHTML: true}},
		{"accepts a page among others", get(hostA, "Accept: a/b;q=1, Text/HTML;q=0.9,*/*"), Head{Method: "GET", Target: "/", Host: a, AcceptsHTML: true}},
		{"accepts a page on a second line", get(hostA, "Accept: a/b", "Accept: text/html", "Accept: c/d"), Head{Method: "GET", Target: "/", Host: a, AcceptsHTML: true}},
		{"accepts anything", get(hostA, "Accept: */*"), Head{Method: "GET", Target: "/", Host: a}},
		{"accepts text", get(hostA, "Accept: text/*, text/html2, x/text/html"), Head{Method: "GET", Target: "/", Host: a}},

		{"value with bytes from 0x80", get(hostA, "X: \xff\x80é"), Head{Method: "GET", Target: "/", Host: a}},
		{"value with a tab", get(hostA, "X: a\tb"), Head{Method: "GET", Target: "/", Host: a}},
		{"field like another", get(hostA, "Hosts: b", "Content_Length: 5", "X-Transfer-Encoding: x"), Head{Method: "GET", Target: "/", Host: a}},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := driveAll(t, c.in)
			if o.err != nil || len(o.heads) != 1 || o.accepted != len(c.in) {
				t.Fatalf("%+v, want one head of %d bytes", o, len(c.in))
			}
			if o.heads[0] != c.want {
				t.Errorf("head = %+v\n want %+v", o.heads[0], c.want)
			}
		})
	}
}

func start(line string) string { return lines(line, []string{hostA}) }

// refusedHeads are the cases of TestFeedRefused.
var refusedHeads = []struct {
	name, in string
	err      error
}{
	{"empty line first", "\r\n" + get(hostA), errRequestLine},
	{"LF only", "GET / HTTP/1.1\nHost: a.example\n\n", errLineEnd},
	{"LF only after a field", "GET / HTTP/1.1\r\nHost: a.example\nX: y\r\n\r\n", errLineEnd},
	{"LF only at the end", "GET / HTTP/1.1\r\nHost: a.example\r\n\n", errLineEnd},
	{"CR alone in the request line", start("GET /\rx HTTP/1.1"), errTarget},
	{"CR alone in a value", get(hostA, "X: a\rb"), errField},
	{"CR CR LF", get(hostA, "X: a\r"), errField},
	{"CR CR LF at the end", "GET / HTTP/1.1\r\nHost: a.example\r\n\r\r\n", errField},

	{"no spaces", start("GET"), errRequestLine},
	{"HTTP/0.9", "GET /\r\n", errRequestLine},
	{"no method", start(" / HTTP/1.1"), errRequestLine},
	{"method is no token", start("G(T / HTTP/1.1"), errRequestLine},
	{"method with a NUL", start("GE\x00T / HTTP/1.1"), errRequestLine},
	{"method in UTF-8", start("GÉT / HTTP/1.1"), errRequestLine},
	{"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n", errRequestLine},
	{"SSH", "SSH-2.0-OpenSSH_9.2\r\n", errRequestLine},
	{"two spaces before the target", start("GET  / HTTP/1.1"), errRequestLine},
	{"two spaces after the target", start("GET /  HTTP/1.1"), errRequestLine},
	{"space in the target", start("GET /a b HTTP/1.1"), errRequestLine},
	{"space after the version", start("GET / HTTP/1.1 "), errRequestLine},
	{"tab for a space", start("GET\t/ HTTP/1.1"), errRequestLine},
	{"tab before the version", start("GET /\tHTTP/1.1"), errRequestLine},
	{"HTTP/1.2", start("GET / HTTP/1.2"), errVersion},
	{"HTTP/2.0", start("GET / HTTP/2.0"), errVersion},
	{"HTTP/0.9 by name", start("GET / HTTP/0.9"), errVersion},
	{"HTTP/2", start("GET / HTTP/2"), errRequestLine},
	{"HTTP/1.10", start("GET / HTTP/1.10"), errRequestLine},
	{"HTTP/01.1", start("GET / HTTP/01.1"), errRequestLine},
	{"http/1.1", start("GET / http/1.1"), errRequestLine},
	{"HTTP/1,1", start("GET / HTTP/1,1"), errRequestLine},
	{"ICY/1.1", start("GET / ICYP/1.1"), errRequestLine},
	{"no version", start("GET / "), errRequestLine},

	{"CONNECT", lines("CONNECT a.example:443 HTTP/1.1", []string{"Host: a.example:443"}), errConnect},
	{"CONNECT with a path", start("CONNECT / HTTP/1.1"), errConnect},
	{"GET *", start("GET * HTTP/1.1"), errTarget},
	{"OPTIONS **", start("OPTIONS ** HTTP/1.1"), errTarget},
	{"no slash", start("GET index.html HTTP/1.1"), errTarget},
	{"authority alone", start("GET a.example:80 HTTP/1.1"), errTarget},
	{"query alone", start("GET ?x HTTP/1.1"), errTarget},
	{"no target", start("GET  HTTP/1.1"), errTarget},
	{"fragment", start("GET /#top HTTP/1.1"), errTarget},
	{"NUL in the target", start("GET /\x00 HTTP/1.1"), errTarget},
	{"DEL in the target", start("GET /\x7f HTTP/1.1"), errTarget},
	{"escape cut short", start("GET /%4 HTTP/1.1"), errTarget},
	{"escape without digits", start("GET /%zz HTTP/1.1"), errTarget},
	{"escape with one digit", start("GET /%4z HTTP/1.1"), errTarget},
	{"ftp URI", start("GET ftp://a.example/ HTTP/1.1"), errTarget},
	{"URI with one slash", start("GET http:/a.example/ HTTP/1.1"), errTarget},
	{"URI of a scheme alone", start("GET ://a.example/ HTTP/1.1"), errTarget},
	{"URI without host", start("GET http:///x HTTP/1.1"), errHost},
	{"URI with only a port", start("GET http://:80/ HTTP/1.1"), errHost},
	{"URI with a user", start("GET http://u@a.example/ HTTP/1.1"), errHost},
	{"URI with a password", start("GET http://u:p@a.example/ HTTP/1.1"), errHost},
	{"URI with a backslash", start(`GET http://a.example\@b.example/ HTTP/1.1`), errHost},
	{"URI with an escape in its host", start("GET http://%61.example/ HTTP/1.1"), errHost},
	{"URI of another host", start("GET http://b.example/ HTTP/1.1"), errHostDiffers},
	{"URI of a longer host", start("GET http://a.example.b.example/ HTTP/1.1"), errHostDiffers},
	{"URI without Host", lines("GET http://a.example/ HTTP/1.1", nil), errHostNone},
	{"URI without Host in HTTP/1.0", lines("GET http://a.example/ HTTP/1.0", nil), errHostNone},

	{"no Host", get(), errHostNone},
	{"no Host in HTTP/1.0", lines("GET / HTTP/1.0", nil), errHostNone},
	{"empty Host", get("Host:"), errHost},
	{"two Hosts", get(hostA, hostB), errHostTwice},
	{"the same Host twice", get(hostA, hostA), errHostTwice},
	{"two Hosts in a list", get("Host: a.example, b.example"), errHost},
	{"two Hosts with a space", get("Host: a.example b.example"), errHost},
	{"Host with a user", get("Host: u@a.example"), errHost},
	{"Host with a path", get("Host: a.example/x"), errHost},
	{"Host with a scheme", get("Host: http://a.example"), errHost},
	{"Host with a bad port", get("Host: a.example:80x"), errHost},
	{"Host with two ports", get("Host: a.example:80:80"), errHost},
	{"Host with two last dots", get("Host: a.example.."), errHost},
	{"Host in UTF-8", get("Host: ä.example"), errHost},
	{"Host with a Kelvin sign", get("Host: \u212a.example"), errHost},
	{"Host IPv6 bare", get("Host: ::1"), errHost},
	{"Host IPv6 with zone", get("Host: [fe80::1%25lo]"), errHost},
	{"Host IPv6 unclosed", get("Host: [::1"), errHost},
	{"Host of 254 bytes", get("Host: " + strings.Repeat("a.", 127) + "a"), errHost},
	{"Host with a NUL", get("Host: a.example\x00"), errField},
	{"space before the colon", get("Host : a.example"), errField},
	{"tab before the colon", get("Host\t: a.example"), errField},
	{"space before the first field", get(" Host: a.example"), errField},
	{"folded line", get(hostA, "X: a", " b"), errField},
	{"folded line with a tab", get("Host:", "\ta.example"), errHost},
	{"folded after a good Host", get(hostA, "\t.b.example"), errField},
	{"no colon", get(hostA, "Hello"), errField},
	{"no name", get(hostA, ": x"), errField},
	{"name is no token", get(hostA, "X[]: y"), errField},
	{"name with a NUL", get(hostA, "Ho\x00st: y"), errField},
	{"name in UTF-8", get(hostA, "Ho\u017ft: y"), errField},
	{"NUL in a value", get(hostA, "X: a\x00b"), errField},
	{"ESC in a value", get(hostA, "X: \x1b[0m"), errField},
	{"DEL in a value", get(hostA, "X: \x7f"), errField},
	{"vertical tab in a value", post(hostA, "Transfer-Encoding: \vchunked"), errField},

	{"two lengths", post(hostA, "Content-Length: 5", "Content-Length: 6"), errLength},
	{"the same length twice", post(hostA, "Content-Length: 5", "Content-Length: 5"), errLength},
	{"two lengths in a list", post(hostA, "Content-Length: 5, 5"), errLength},
	{"length with a plus", post(hostA, "Content-Length: +5"), errLength},
	{"length with a minus", post(hostA, "Content-Length: -5"), errLength},
	{"length in hex", post(hostA, "Content-Length: 0x5"), errLength},
	{"length with a space", post(hostA, "Content-Length: 1 0"), errLength},
	{"empty length", post(hostA, "Content-Length:"), errLength},
	{"length past int64", post(hostA, "Content-Length: 9223372036854775808"), errLength},
	{"length past uint64", post(hostA, "Content-Length: 18446744073709551621"), errLength},
	{"length and chunked", post(hostA, "Content-Length: 5", chunked), errLengthAndTE},
	{"chunked and length 0", post(hostA, chunked, "Content-Length: 0"), errLengthAndTE},
	{"gzip, chunked", post(hostA, "Transfer-Encoding: gzip, chunked"), errTE},
	{"chunked, chunked", post(hostA, "Transfer-Encoding: chunked, chunked"), errTE},
	{"chunked twice", post(hostA, chunked, chunked), errTE},
	{"identity after chunked", post(hostA, chunked, "Transfer-Encoding: identity"), errTE},
	{"identity", post(hostA, "Transfer-Encoding: identity"), errTE},
	{"xchunked", post(hostA, "Transfer-Encoding: xchunked"), errTE},
	{"chunked in quotes", post(hostA, `Transfer-Encoding: "chunked"`), errTE},
	{"chunked with a parameter", post(hostA, "Transfer-Encoding: chunked;x=y"), errTE},
	{"chunked with a Kelvin sign", post(hostA, "Transfer-Encoding: chun\u212aed"), errTE},
	{"empty coding", post(hostA, "Transfer-Encoding:"), errTE},
	{"chunked in HTTP/1.0", lines("POST / HTTP/1.0", []string{hostA, chunked}), errTE10},
	{"space before TE's colon", post(hostA, "Transfer-Encoding : chunked"), errField},
}

// TestFeedRefused is heads that are refused, alone and after a good request.
func TestFeedRefused(t *testing.T) {
	for _, c := range refusedHeads {
		t.Run(c.name, func(t *testing.T) {
			for _, before := range []string{"", get(hostB), post(hostB, chunked) + "1\r\nx\r\n0\r\n\r\n"} {
				o := driveAll(t, before+c.in)
				if o.err != c.err { //nolint:errorlint // the very one
					t.Errorf("err = %v, want %v", o.err, c.err)
				}
				if o.accepted != len(before) {
					t.Errorf("accepted %d bytes, want %d", o.accepted, len(before))
				}
			}
		})
	}
}

// TestFeedStatus has each refusal carry the status that the table of RFC 9110
// section 15 has for it.
func TestFeedStatus(t *testing.T) {
	for in, want := range map[string]int{
		"GET / HTTP/2.0\r\n":                   505,
		headOf(MaxHead + 1):                    431,
		post(hostA, "Transfer-Encoding: gzip"): 501,
		get():                                  400,
	} {
		bad, ok := drive(t, in).err.(RequestError) //nolint:errorlint // always one, says Feed
		if !ok || bad.Status != want {
			t.Errorf("%.40q: %+v, want status %d", in, bad, want)
		}
	}
}

// TestFeedCaptured is the first bytes of real programs.
func TestFeedCaptured(t *testing.T) {
	const shop = "shop.localhost"
	for name, want := range map[string]Head{
		"curl":               {Method: "GET", Target: "/page?x=1", Host: shop},
		"curl-post":          {Method: "POST", Target: "/form", Host: shop, HasBody: true},
		"curl-chunked":       {Method: "POST", Target: "/upload", Host: shop, HasBody: true},
		"curl-http2":         {Method: "GET", Target: "/", Host: shop, Upgrade: true},
		"curl-proxy":         {Method: "GET", Target: "http://shop.example:8443/page", Host: "shop.example"},
		"wget":               {Method: "GET", Target: "/", Host: shop},
		"python":             {Method: "GET", Target: "/", Host: shop},
		"node-fetch":         {Method: "POST", Target: "/", Host: "127.0.0.1", HasBody: true},
		"chromium":           {Method: "GET", Target: "/", Host: shop, AcceptsHTML: true},
		"chromium-websocket": {Method: "GET", Target: "/live", Host: shop, Upgrade: true},
	} {
		t.Run(name, func(t *testing.T) {
			in := string(captured(t, filepath.Join("head", name)))
			o := driveAll(t, in)
			if o.err != nil || len(o.heads) != 1 || o.accepted != len(in) || o.heads[0] != want {
				t.Errorf("%+v, want %+v and all %d bytes", o, want, len(in))
			}
		})
	}
}
