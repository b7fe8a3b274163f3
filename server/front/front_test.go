package front_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"gotunnel/server/front"
	"gotunnel/server/sniff"
)

var site = front.Front{Domain: "share.acme.dev"}

// answer is what a request gets.
func answer(t *testing.T, h *sniff.Head, port string) (*http.Response, string) {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(site.Answer(h, port))), &http.Request{Method: h.Method})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || !res.Close {
		t.Errorf("%v, closes %v", err, res.Close)
	}
	return res, string(body)
}

func TestAnswers(t *testing.T) {
	cases := []struct {
		name, method, target string
		html                 bool
		status               int
		body                 string // or a part of it
	}{
		{"home", "GET", "/", true, 200, "This is the Gotunnel server share.acme.dev."},
		{"home as text", "GET", "/", false, 200, "This is the Gotunnel server share.acme.dev.\n"},
		{"home with a query", "GET", "/?a=b", false, 200, "This is the Gotunnel server share.acme.dev.\n"},
		{"home by HEAD", "HEAD", "/", true, 200, ""},
		{"an invite", "GET", "/i", true, 200, "You’re invited to share through share.acme.dev."},
		{"an invite with a slash", "GET", "/i/", true, 200, "invited"},
		{"an invite as text", "GET", "/i", false, 200, "run: gotunnel login"},
		{"robots", "GET", "/robots.txt", true, 200, "User-agent: *\nDisallow: /\n"},
		{"a form", "POST", "/i", true, 404, "Nothing is shared"},
		{"another path", "GET", "/admin", false, 404, "Nothing is shared at this address."},
		{"a path below", "GET", "/i/x", false, 404, "Nothing"},
		{"no path", "OPTIONS", "*", false, 404, "Nothing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			res, body := answer(t, &sniff.Head{Method: c.method, Target: c.target, AcceptsHTML: c.html}, "")
			if res.StatusCode != c.status || !strings.Contains(body, c.body) || c.body == "" && body != "" {
				t.Errorf("%s: %.200s", res.Status, body)
			}
			if got := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"); got != (c.html && c.target != "/robots.txt") {
				t.Errorf("content type %s", res.Header.Get("Content-Type"))
			}
		})
	}
}

// The invite stays in the browser: nothing may be loaded, sent or framed.
func TestInvitesPolicy(t *testing.T) {
	res, body := answer(t, &sniff.Head{Method: "GET", Target: "/i", AcceptsHTML: true}, "")
	policy := res.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy has no %s: %s", want, policy)
		}
	}
	if strings.Contains(policy, "unsafe") || strings.Contains(policy, "connect-src") || res.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("policy %s, referrers %s", policy, res.Header.Get("Referrer-Policy"))
	}
	if !strings.Contains(body, "Copyright (c) Project Nayuki") {
		t.Error("the licence is missing")
	}
}
