package pages_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"gotunnel/tunnelcore/pages"
)

// all is every page as a visitor gets it.
var all = []struct {
	name   string
	page   pages.Page
	status int
	retry  string // Retry-After; "" for a page that stays
	text   string
}{
	{
		"not found", pages.NotFound, 404, "",
		"Nothing is shared at this address.",
	},
	{
		"paused", pages.Paused, 503, "10",
		"This preview is paused. The computer sharing it is asleep or offline. This page will reload when it's back.",
	},
	{
		"not running", pages.NotRunning, 502, "5",
		"This preview isn't running right now. It will open here as soon as it's back.",
	},
	{
		"ended", pages.Ended, 410, "",
		"This share has ended.",
	},
	{
		"busy", pages.Busy, 503, "10",
		"This preview is busy right now. It has more visitors than it can take at once. This page will reload when there's room.",
	},
	{
		"misdirected", pages.Misdirected, 421, "",
		"This link got mixed up with another one. Reload the page to open it again.",
	},
	{
		"blocked", pages.Blocked, 403, "",
		"This link was switched off. The people who run this server decided so.",
	},
	{
		"crowded", pages.Crowded, 403, "",
		"This preview has had as many visitors as it may have today. Ask the person who sent you the link.",
	},
	{
		"spent", pages.Spent, 503, "",
		"This preview has sent as much as it may this month. Ask the person who sent you the link.",
	},
	{
		"unreadable", pages.BadRequest(400), 400, "",
		"This request can't be understood. Check the link and open it again.",
	},
	{
		"method", pages.BadRequest(405), 405, "",
		"This kind of request isn't possible here. Open the link in a browser instead.",
	},
	{
		"expectation", pages.BadRequest(417), 417, "",
		"This request expects something that isn't possible here. Open the link in a browser instead.",
	},
	{
		"head too large", pages.BadRequest(431), 431, "",
		"This request is too large. Clear the cookies for this address, then open the link again.",
	},
	{
		"not implemented", pages.BadRequest(501), 501, "",
		"This request was sent in a way that isn't possible here. Open the link in a browser instead.",
	},
	{
		"HTTP version", pages.BadRequest(505), 505, "",
		"This browser or program can't open the link. Try a current browser.",
	},
	{
		"a status without a page", pages.BadRequest(418), 400, "",
		"This request can't be understood. Check the link and open it again.",
	},
	{
		"a value that is no page", pages.Page("../etc"), 400, "",
		"This request can't be understood. Check the link and open it again.",
	},
}

func TestResponseParses(t *testing.T) {
	for _, tt := range all {
		for _, html := range []bool{true, false} {
			for _, method := range []string{"GET", "HEAD"} {
				form := map[bool]string{true: "html", false: "text"}[html]
				t.Run(tt.name+"/"+form+"/"+method, func(t *testing.T) {
					resp, body := parse(t, tt.page.Response(html, method == "HEAD"), method)
					checkHead(t, resp, tt.status, tt.retry, html)
					_, get := parse(t, tt.page.Response(html, false), "GET")
					if resp.ContentLength != int64(len(get)) {
						t.Errorf("Content-Length is %d, GET has %d bytes", resp.ContentLength, len(get))
					}
					if method == "HEAD" && body != "" {
						t.Errorf("HEAD has a body: %q", body)
					}
				})
			}
		}
	}
}

// parse reads one response and makes sure that nothing follows it.
func parse(t *testing.T, raw []byte, method string) (*http.Response, string) {
	t.Helper()
	r := bufio.NewReader(bytes.NewReader(raw))
	resp, err := http.ReadResponse(r, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if rest, _ := io.ReadAll(r); len(rest) > 0 {
		t.Errorf("%d bytes follow the response", len(rest))
	}
	return resp, string(body)
}

func checkHead(t *testing.T, resp *http.Response, status int, retry string, html bool) {
	t.Helper()
	if resp.StatusCode != status {
		t.Errorf("status is %d, want %d", resp.StatusCode, status)
	}
	if !resp.Close {
		t.Error("the response does not close the connection")
	}
	want := map[string]string{
		"Content-Type":           map[bool]string{true: "text/html; charset=utf-8", false: "text/plain; charset=utf-8"}[html],
		"Cache-Control":          "no-store",
		"Vary":                   "Accept",
		"X-Content-Type-Options": "nosniff",
		"Referrer-Policy":        "no-referrer",
		"X-Robots-Tag":           "noindex",
		"Retry-After":            retry,
		"Server":                 "",
	}
	for name, value := range want {
		if got := resp.Header.Get(name); got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	if (resp.Header.Get("Allow") != "") != (status == 405) {
		t.Errorf("Allow is %q with status %d", resp.Header.Get("Allow"), status)
	}
}

func TestWords(t *testing.T) {
	tags := regexp.MustCompile(`<[^>]*>|\s+`)
	main := regexp.MustCompile(`(?s)<main>.*</main>`)
	for _, tt := range all {
		t.Run(tt.name, func(t *testing.T) {
			if _, text := parse(t, tt.page.Response(false, false), "GET"); text != tt.text+"\n" {
				t.Errorf("text is %q", text)
			}
			_, html := parse(t, tt.page.Response(true, false), "GET")
			words := strings.Fields(tags.ReplaceAllString(main.FindString(html), " "))
			if got, want := strings.Join(words, " "), strings.ReplaceAll(tt.text, "'", "’"); got != want {
				t.Errorf("HTML reads %q", got)
			}
			if tt.page.Status() != tt.status {
				t.Errorf("Status is %d", tt.page.Status())
			}
		})
	}
}

func TestHTML(t *testing.T) {
	for _, tt := range all {
		t.Run(tt.name, func(t *testing.T) {
			raw := tt.page.Response(true, false)
			if len(raw) > 4000 {
				t.Errorf("the response has %d bytes, want at most 4000", len(raw))
			}
			resp, html := parse(t, raw, "GET")
			for _, once := range []string{"<!doctype html>", `<html lang="en">`, `name="viewport"`, "<title>", "<main>", "<h1>"} {
				if n := strings.Count(html, once); n != 1 {
					t.Errorf("%s occurs %d times", once, n)
				}
			}
			for _, part := range []string{"<script", `http-equiv="refresh" content="` + tt.retry, `role="status"`} {
				if has, waits := strings.Contains(html, part), tt.retry != ""; has != waits {
					t.Errorf("contains %s: %v, want %v", part, has, waits)
				}
			}
			checkSelfContained(t, html)
			checkPolicy(t, resp.Header.Get("Content-Security-Policy"), html)
		})
	}
}

func checkSelfContained(t *testing.T, html string) {
	t.Helper()
	for _, ref := range regexp.MustCompile(`(?i)(src|href|url|@import|//)[=(: ].*`).FindAllString(html, -1) {
		if ref != `href="data:,">` {
			t.Errorf("the page refers to %s", ref)
		}
	}
}

// checkPolicy makes sure that the policy allows what is inline, byte for byte,
// and no other style or script.
func checkPolicy(t *testing.T, policy, html string) {
	t.Helper()
	directives := make(map[string]string)
	for d := range strings.SplitSeq(policy, "; ") {
		name, value, _ := strings.Cut(d, " ")
		directives[name] = value
	}
	if directives["default-src"] != "'none'" {
		t.Errorf("default-src is %q", directives["default-src"])
	}
	for _, tag := range []string{"style", "script"} {
		for _, m := range regexp.MustCompile(`(?s)<`+tag+`[^>]*>(.*?)</`+tag+`>`).FindAllStringSubmatch(html, -1) {
			sum := sha256.Sum256([]byte(m[1]))
			want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
			if got := directives[tag+"-src"]; got != want {
				t.Errorf("%s-src is %s, the page has %s", tag, got, want)
			}
		}
	}
}

func TestResponseCannotBeExtended(t *testing.T) {
	head := pages.Ended.Response(true, true)
	_ = append(head, "overwritten"...)
	if bytes.Contains(pages.Ended.Response(true, false), []byte("overwritten")) {
		t.Error("appending to the head changed the page")
	}
}

func TestWrite(t *testing.T) {
	for _, tt := range all {
		srv := httptest.NewServer(http.HandlerFunc(tt.page.Write))
		for _, method := range []string{"GET", "HEAD", "POST"} {
			for _, accept := range []string{"text/html,*/*;q=0.8", "*/*"} {
				t.Run(tt.name+"/"+method+"/"+accept, func(t *testing.T) {
					resp, body := send(t, method, srv.URL, accept)
					want, wantBody := parse(t, tt.page.Response(pages.AcceptsHTML(accept), method == "HEAD"), method)
					if resp.StatusCode != want.StatusCode || body != wantBody || resp.ContentLength != want.ContentLength {
						t.Errorf("%s with %d bytes, want %s with %d", resp.Status, len(body), want.Status, len(wantBody))
					}
					for name := range want.Header {
						if name != "Connection" && resp.Header.Get(name) != want.Header.Get(name) {
							t.Errorf("%s is %q, want %q", name, resp.Header.Get(name), want.Header.Get(name))
						}
					}
					if resp.Close {
						t.Error("the connection closes")
					}
				})
			}
		}
		srv.Close()
	}
}

func send(t *testing.T, method, url, accept string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

func TestReportLink(t *testing.T) {
	const mail = "mailto:abuse@share.example.com?subject=a&b"
	set := pages.With(mail)
	for _, tt := range all {
		_, html := parse(t, set.Response(tt.page, true, false), "GET")
		if !strings.Contains(html, `<a href="mailto:abuse@share.example.com?subject=a&amp;b" rel="nofollow">Report this link</a>`) {
			t.Errorf("%s: no link to report it: %s", tt.name, html)
		}
		_, text := parse(t, set.Response(tt.page, false, false), "GET")
		if want := tt.text + "\nReport this link: " + mail + "\n"; text != want {
			t.Errorf("%s: %q, want %q", tt.name, text, want)
		}
		if _, html := parse(t, tt.page.Response(true, false), "GET"); strings.Contains(html, "Report") {
			t.Errorf("%s: a link that nobody asked for", tt.name)
		}
	}
}
