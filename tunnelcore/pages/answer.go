package pages

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// answer is one page in one form, ready to send.
type answer struct {
	fields [][2]string // without Connection, which is not a handler's business
	full   []byte      // head and body
	head   int         // length of the head in full, in bytes
}

func newAnswer(p Page, contentType string, body []byte) *answer {
	a := &answer{fields: fields(p, contentType, len(body))}
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", p.Status(), http.StatusText(p.Status()))
	for _, f := range a.fields {
		fmt.Fprintf(&b, "%s: %s\r\n", f[0], f[1])
	}
	b.WriteString("Connection: close\r\n\r\n")
	a.head = b.Len()
	b.Write(body)
	a.full = b.Bytes()
	return a
}

func fields(p Page, contentType string, length int) [][2]string {
	list := [][2]string{
		{"Content-Type", contentType},
		{"Content-Length", strconv.Itoa(length)},
		{"Cache-Control", "no-store"},
		{"Vary", "Accept"},
		{"X-Content-Type-Options", "nosniff"},
		{"Content-Security-Policy", policy()},
		{"Referrer-Policy", "no-referrer"},
		{"X-Robots-Tag", "noindex"},
		{Header, string(p)},
	}
	if retry := p.words().retry; retry > 0 {
		list = append(list, [2]string{"Retry-After", strconv.Itoa(retry)})
	}
	if p.Status() == http.StatusMethodNotAllowed { // RFC 9110 wants Allow with it
		list = append(list, [2]string{"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"})
	}
	return list
}

func (s *Set) answer(p Page, html bool) *answer {
	f := s.rendered()[p.known()]
	if html {
		return f.html
	}
	return f.text
}

// Response is the complete HTTP/1.1 response with Connection: close, as HTML or
// as plain text. With head set, for a HEAD request, it ends after the header.
// It is at most 4 kB, or 0.7 kB as plain text, and has no Date, since it is the
// same every time. The slice is shared: do not change it.
func (p Page) Response(html, head bool) []byte { return plain.Response(p, html, head) }

// Response is a page of this set, as [Page.Response].
func (s *Set) Response(p Page, html, head bool) []byte {
	a := s.answer(p, html)
	if head {
		return a.full[:a.head:a.head]
	}
	return a.full
}

// Write answers r with the page. It sends nothing more for HEAD, leaves the
// connection open, and does not read r's body. A visitor who is gone is no error.
func (p Page) Write(w http.ResponseWriter, r *http.Request) {
	a := plain.answer(p, AcceptsHTML(strings.Join(r.Header.Values("Accept"), ",")))
	for _, f := range a.fields {
		w.Header().Set(f[0], f[1])
	}
	w.WriteHeader(p.Status())
	if r.Method != http.MethodHead {
		_, _ = w.Write(a.full[a.head:])
	}
}
