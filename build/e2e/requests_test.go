package e2e

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// page asks a link for things as scripts of a page do, in a browser.
type page struct {
	t            *testing.T
	client       *http.Client
	link, origin string
}

// newPage is a page of the link, or of another site.
func newPage(t *testing.T, s *server, link, site string) *page {
	if site == "" {
		site = link
	}
	p := &page{t, visitor(s), link, site}
	p.client.Jar, _ = cookiejar.New(nil) // makes nothing else
	return p
}

func (p *page) foreign() bool { return p.origin != p.link }

// open goes to the page at path and returns the status.
func (p *page) open(path string) string {
	p.t.Helper()
	a := mustOpen(p.t, p.client, p.link+path, "Accept", "text/html,*/*;q=0.8")
	return strconv.Itoa(a.status)
}

// script fetches a script and returns the status.
func (p *page) script(path string) string {
	p.t.Helper()
	a := mustOpen(p.t, p.client, p.link+path, "Origin", p.origin, "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "script")
	return strconv.Itoa(a.status)
}

// find returns the first match of a group in what path holds, "" if none.
func (p *page) find(path, expression string) string {
	p.t.Helper()
	a := mustOpen(p.t, p.client, p.link+path)
	match := regexp.MustCompile(expression).FindStringSubmatch(a.body)
	if match == nil {
		return ""
	}
	return match[1]
}

// upgrade opens a WebSocket and returns the status; "refused" if the app then
// only says that it wants nothing of it, "no HTTP" if it says so without HTTP.
func (p *page) upgrade(path, protocol string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	options := &websocket.DialOptions{HTTPClient: p.client, HTTPHeader: http.Header{"Origin": {p.origin}}}
	if protocol != "" {
		options.Subprotocols = []string{protocol}
	}
	conn, resp, err := websocket.Dial(ctx, p.link+path, options)
	switch {
	case resp == nil && strings.Contains(err.Error(), "malformed HTTP response"):
		return "no HTTP"
	case resp == nil:
		p.t.Fatal(err)
	case err != nil:
		return strconv.Itoa(resp.StatusCode)
	}
	defer func() { _ = conn.CloseNow() }()
	conn.SetReadLimit(1 << 20)
	if _, first, err := conn.Read(ctx); err != nil || strings.Contains(string(first), "Invalid Host/Origin header") {
		return "refused"
	}
	return strconv.Itoa(resp.StatusCode)
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?`)

// act sends the form of the page at path as a browser without scripts does, and
// returns the status.
func (p *page) act(path string) string {
	p.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("visitor", "Kim") // into memory
	fields := hidden.FindAllStringSubmatch(mustOpen(p.t, p.client, p.link+path).body, -1)
	if len(fields) == 0 {
		p.t.Fatal("the form names no action")
	}
	for _, field := range fields {
		_ = form.WriteField(field[1], field[2])
	}
	_ = form.Close()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, p.link+path, &body)
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
	req.Header.Set("Origin", p.origin)
	resp, err := p.client.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	return strconv.Itoa(resp.StatusCode)
}
