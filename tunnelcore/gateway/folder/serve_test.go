package folder_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPaths(t *testing.T) {
	addr := serve(t, lay(t, files{
		"index.html":          "home",
		"page.html":           "page",
		"style.css":           "css",
		"docs/index.html":     "docs",
		"docs/a/b.txt":        "deep",
		"odd/index.html/":     "",
		"50%/a b#c?d é.txt":   "odd name",
		"new\nline.txt":       "line",
		"a+b&c=d;e,f.txt":     "signs",
		"latin-\xe9.txt":      "not UTF-8",
		"x~1x.html":           "not a short name",
		"console.html":        "not a device",
		"com10.txt":           "not a device",
		"..a/hidden.txt":      "hidden",
		"two..dots/a..b.html": "dots",
	}))
	tests := []struct {
		name, target string
		status       int
		body         string // or the Location
	}{
		{"root", "/", 200, "home"},
		{"index by name", "/index.html", 200, "home"},
		{"page", "/page.html", 200, "page"},
		{"query", "/page.html?a=../b", 200, "page"},
		{"absolute form", "http://shop.localhost/page.html", 200, "page"},
		{"escaped letters", "/%70age%2Ehtml", 200, "page"},
		{"folder", "/docs/", 200, "docs"},
		{"folder without slash", "/docs", 307, "/docs/"},
		{"folder without slash, with query", "/docs?a=b%20c&d", 307, "/docs/?a=b%20c&d"},
		{"folder with an odd name", "/50%25?x", 307, "/50%25/?x"},
		{"folder behind two slashes", "//docs", 307, "/docs/"},
		{"folder behind an escaped slash", "/docs%2Fa", 307, "/docs/a/"},
		{"repeated slashes", "//docs///a//b.txt", 200, "deep"},
		{"file as folder", "/page.html/", 404, ""},
		{"below a file", "/page.html/x", 404, ""},
		{"nothing there", "/nothing", 404, ""},
		{"percent, space, hash, question mark, letter", "/50%25/a%20b%23c%3Fd%20%C3%A9.txt", 200, "odd name"},
		{"newline", "/new%0Aline.txt", 200, "line"},
		{"signs", "/a+b&c=d;e,f.txt", 200, "signs"},
		{"not UTF-8", "/latin-%E9.txt", 200, "not UTF-8"},
		{"tilde in the middle", "/x~1x.html", 200, "not a short name"},
		{"CON as a beginning", "/console.html", 200, "not a device"},
		{"COM10", "/com10.txt", 200, "not a device"},
		{"dots inside", "/two..dots/a..b.html", 200, "dots"},
		{"two dots in front", "/..a/hidden.txt", 404, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path, _, _ := strings.Cut(tt.target, "?")
			if name, err := url.PathUnescape(path); err != nil || !possible(name) {
				t.Skip("there are no files of that name here")
			}
			r := get(t, addr, tt.target)
			switch tt.status {
			case http.StatusNotFound:
				r.expectMissing(t)
			case http.StatusTemporaryRedirect:
				if got := r.Header.Get("Location"); r.StatusCode != http.StatusTemporaryRedirect || got != tt.body {
					t.Errorf("got %d to %q, want %q", r.StatusCode, got, tt.body)
				}
			default:
				r.expect(t, tt.status, tt.body)
			}
		})
	}
	if r := get(t, addr, "/odd/", "Accept: "+browserAccept); r.StatusCode != http.StatusOK || !strings.Contains(r.body, "<h1>") {
		t.Errorf("a folder named index.html: %d %q, want a gallery", r.StatusCode, r.body)
	}
}

func TestMethods(t *testing.T) {
	addr := serve(t, lay(t, files{"a.txt": "text"}))
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"} {
		for _, target := range []string{"/a.txt", "/.gotunnel/reload", "/nothing"} {
			r := send(t, addr, method, target, "Content-Length: 0")
			if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow: %s", method, target, r.StatusCode, r.Header.Get("Allow"))
			}
		}
	}
	for _, target := range []string{"/a.txt", "/nothing", "/", "/.gotunnel/reload.js"} {
		full := get(t, addr, target, "Accept: "+browserAccept)
		head := send(t, addr, "HEAD", target, "Accept: "+browserAccept)
		if head.body != "" || head.StatusCode != full.StatusCode || head.Header.Get("ETag") != full.Header.Get("ETag") ||
			head.Header.Get("Content-Type") != full.Header.Get("Content-Type") {
			t.Errorf("HEAD %s: %v %q, GET has %v", target, head.Header, head.body, full.Header)
		}
	}
	if r := send(t, addr, "HEAD", "/.gotunnel/reload"); r.StatusCode != http.StatusOK {
		t.Errorf("HEAD of the changes: %d", r.StatusCode)
	}
}

func TestRevalidation(t *testing.T) {
	dir := lay(t, files{"a.txt": "0123456789"})
	addr, path := serve(t, dir), filepath.Join(dir, "a.txt")
	first := get(t, addr, "/a.txt")
	tag, modified := first.Header.Get("ETag"), first.Header.Get("Last-Modified")
	if tag == "" || modified == "" || first.Header.Get("Cache-Control") != "no-cache" {
		t.Fatalf("header %v", first.Header)
	}
	get(t, addr, "/a.txt", "If-None-Match: "+tag).expect(t, 304, "")
	get(t, addr, "/a.txt", "If-Modified-Since: "+modified).expect(t, 304, "")
	get(t, addr, "/a.txt", "Range: bytes=2-4", "If-Range: "+tag).expect(t, 206, "234")
	get(t, addr, "/a.txt", "Range: bytes=-3").expect(t, 206, "789")
	get(t, addr, "/a.txt", "Range: bytes=20-").expect(t, 416, "invalid range: failed to overlap\n")

	// As large as before, and later by less than a second.
	must(t, os.WriteFile(path, []byte("abcdefghij"), 0o644))
	get(t, addr, "/a.txt", "If-None-Match: "+tag).expect(t, 200, "abcdefghij")
	stamp, err := http.ParseTime(modified)
	must(t, err)
	must(t, os.Chtimes(path, stamp, stamp.Add(999*time.Millisecond)))
	get(t, addr, "/a.txt", "If-None-Match: "+tag).expect(t, 200, "abcdefghij")
	get(t, addr, "/a.txt", "Range: bytes=2-4", "If-Range: "+tag).expect(t, 200, "abcdefghij")
}

func TestJustChanged(t *testing.T) {
	dir := lay(t, files{"a.txt": "old"})
	addr, path := serve(t, dir), filepath.Join(dir, "a.txt")
	for name, tt := range map[string]struct {
		age       time.Duration
		validated bool
	}{
		"an hour ago":       {time.Hour, true},
		"now":               {0, false},
		"by a wrong clock ": {-time.Hour, true},
	} {
		when := time.Now().Add(-tt.age)
		must(t, os.Chtimes(path, when, when))
		h := get(t, addr, "/a.txt").Header
		if (h.Get("ETag") != "") != tt.validated || (h.Get("Last-Modified") != "") != tt.validated {
			t.Errorf("changed %s: ETag %q, Last-Modified %q", name, h.Get("ETag"), h.Get("Last-Modified"))
		}
	}
}

func TestTypes(t *testing.T) {
	const utf8, latin = "caf\u00e9", "caf\xe9"
	tests := []struct{ name, content, want string }{
		{"a.js", "x", "text/javascript; charset=utf-8"},
		{"a.MJS", "x", "text/javascript; charset=utf-8"},
		{"a.css", "x", "text/css; charset=utf-8"},
		{"charset.css", `@charset "iso-8859-1";`, "text/css"},
		{"a.svg", "<svg/>", "image/svg+xml"},
		{"a.wasm", "\x00asm", "application/wasm"},
		{"a.json", "{}", "application/json"},
		{"a.webmanifest", "{}", "application/manifest+json"},
		{"a.woff2", "wOF2", "font/woff2"},
		{"a.avif", "x", "image/avif"},
		{"a.webp", "x", "image/webp"},
		{"a.mp4", "x", "video/mp4"},
		{"a.xhtml", "<html/>", "application/xhtml+xml"},
		{"a.html", utf8, "text/html; charset=utf-8"},
		{"a.HTM", "x", "text/html; charset=utf-8"},
		{"empty.html", "", "text/html; charset=utf-8"},
		{"declared.html", "<META CHARSET=windows-1252>" + latin, "text/html"},
		{"latin.html", latin, "text/html"},
		{"cut.html", strings.Repeat("a", 1023) + "\u00e9", "text/html; charset=utf-8"},
		{"latin-cut.html", strings.Repeat("a", 1023) + "\xe9", "text/html; charset=utf-8"}, // nobody can tell
		{"utf16.html", "\xff\xfe<\x00p\x00>\x00", "text/html"},
		{"latin.txt", latin, "text/plain"},
		{"README", "# Read me\n", "text/plain; charset=utf-8"},
		{"saved", "<!doctype html><p>x", "text/html; charset=utf-8"},
		{"unknown.zzz", "\x00\x01\x02", "application/octet-stream"},
		{"no-name", "", "text/plain; charset=utf-8"},
	}
	list := files{}
	for _, tt := range tests {
		list[tt.name] = tt.content
	}
	addr := serve(t, lay(t, list))
	for _, tt := range tests {
		if got := get(t, addr, "/"+tt.name).Header.Get("Content-Type"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
