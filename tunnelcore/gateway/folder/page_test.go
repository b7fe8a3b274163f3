package folder_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// endingOf is what a page ends in for a browser, in the present state.
func endingOf(t *testing.T, addr string) string {
	t.Helper()
	state := listenForChanges(t, addr).next()
	return "\n<script async src=\"/.gotunnel/reload.js\" data-state=\"" + state + "\"></script>\n"
}

func TestPageEnding(t *testing.T) {
	const page = "<!doctype html><title>x</title><p>caf\u00e9</p></body></html>"
	const utf16 = "\xff\xfe<\x00p\x00>\x00"
	addr := serve(t, lay(t, files{"a.html": page, "wide.html": utf16, "index.html": "", "a.xhtml": page, "a.txt": page}))
	ending := endingOf(t, addr)
	tests := []struct {
		name, path, accept, want string
	}{
		{"browser", "/a.html", browserAccept, page + ending},
		{"browser, empty index", "/", browserAccept, ending},
		{"browser, UTF-16", "/wide.html", browserAccept, utf16},
		{"browser, XML", "/a.xhtml", browserAccept, page},
		{"browser, text", "/a.txt", browserAccept, page},
		{"curl", "/a.html", "*/*", page},
		{"no HTML, please", "/a.html", "text/html;q=0, */*", page},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			accept := "Accept: " + tt.accept
			full := get(t, addr, tt.path, accept)
			full.expect(t, 200, tt.want)
			tag := full.Header.Get("ETag")
			if n := full.ContentLength; n != int64(len(tt.want)) {
				t.Errorf("Content-Length %d of %d", n, len(tt.want))
			}
			if head := send(t, addr, "HEAD", tt.path, accept); head.ContentLength != full.ContentLength || head.Header.Get("ETag") != tag {
				t.Errorf("HEAD: length %d, ETag %s; GET: %d, %s", head.ContentLength, head.Header.Get("ETag"), full.ContentLength, tag)
			}
			get(t, addr, tt.path, accept, "If-None-Match: "+tag).expect(t, 304, "")
			for from := range len(tt.want) { // each range across the seam
				part := get(t, addr, tt.path, accept, "If-Range: "+tag, fmt.Sprintf("Range: bytes=%d-%d", from, from+9))
				part.expect(t, 206, tt.want[from:min(from+10, len(tt.want))])
			}
		})
	}
	browser := get(t, addr, "/a.html", "Accept: "+browserAccept).Header
	curl := get(t, addr, "/a.html").Header
	if browser.Get("ETag") == curl.Get("ETag") || browser.Get("Vary") != "Accept" || curl.Get("Vary") != "Accept" {
		t.Errorf("two forms that a cache takes for one: %v, %v", browser, curl)
	}
}

// A page that becomes shorter while it is sent is cut off, not completed.
func TestShrinks(t *testing.T) {
	dir := lay(t, files{"big.html": strings.Repeat("x", 64<<20)})
	addr := serve(t, dir)
	conn := dial(t, addr)
	fmt.Fprintf(conn, "GET /big.html HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n")
	r := bufio.NewReader(conn)
	_, err := r.Peek(1) // under way, and far more than sockets hold
	must(t, err)
	must(t, os.Truncate(filepath.Join(dir, "big.html"), 1))
	if _, rest, err := readReply(r, "GET"); err == nil || strings.Contains(rest, "<script") {
		t.Errorf("%d bytes, error %v: looks whole", len(rest), err)
	}
}
