package abuse_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/abuse"
	"gotunnel/server/sniff"
)

// browser is a request as a browser makes it for a page.
func browser(target string) *sniff.Head {
	return &sniff.Head{Method: http.MethodGet, Target: target, AcceptsHTML: true}
}

func read(t *testing.T, raw []byte, method string) (*http.Response, string) {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(raw)), &http.Request{Method: method})
	if err != nil {
		t.Fatalf("%v: %q", err, raw)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || !res.Close {
		t.Errorf("%v, closes %v", err, res.Close)
	}
	return res, string(body)
}

func TestWhatGoesOn(t *testing.T) {
	first := abuse.New(abuse.Config{FirstVisit: true})
	plain := abuse.New(abuse.Config{})
	for name, tt := range map[string]struct {
		kit  *abuse.Kit
		head *sniff.Head
		goes bool
	}{
		"a page":                         {plain, browser("/"), true},
		"robots":                         {plain, browser("/robots.txt"), false},
		"robots with a query":            {plain, browser("/robots.txt?x"), false},
		"robots of a folder":             {plain, browser("/a/robots.txt"), true},
		"robots that are sent":           {plain, &sniff.Head{Method: http.MethodPut, Target: "/robots.txt"}, true},
		"robots from a kit that is off":  {abuse.None, browser("/robots.txt"), true},
		"a first page":                   {first, browser("/cart?a=b"), false},
		"the page after it":              {first, &sniff.Head{Method: http.MethodGet, Target: "/", AcceptsHTML: true, Visited: true}, true},
		"curl":                           {first, &sniff.Head{Method: http.MethodGet, Target: "/"}, true},
		"a form":                         {first, &sniff.Head{Method: http.MethodPost, Target: "/", AcceptsHTML: true}, true},
		"a WebSocket":                    {first, &sniff.Head{Method: http.MethodGet, Target: "/", AcceptsHTML: true, Upgrade: true}, true},
		"the button":                     {first, browser("/.gotunnel/visit?to=/"), false},
		"the button where there is none": {plain, browser("/.gotunnel/visit?to=/"), true},
		"another of our paths":           {first, &sniff.Head{Method: http.MethodGet, Target: "/.gotunnel/password"}, true},
	} {
		if reply := tt.kit.Answer(tt.head, false); (reply == nil) != tt.goes {
			t.Errorf("%s: goes on %v: %.80s", name, reply == nil, reply)
		}
	}
}

func TestRobots(t *testing.T) {
	kit := abuse.New(abuse.Config{})
	res, body := read(t, kit.Answer(browser("/robots.txt"), false), "GET")
	if res.StatusCode != http.StatusOK || body != "User-agent: *\nDisallow: /\n" {
		t.Errorf("%s: %q", res.Status, body)
	}
	res, body = read(t, kit.Answer(&sniff.Head{Method: http.MethodHead, Target: "/robots.txt"}, false), "HEAD")
	if res.ContentLength == 0 || body != "" {
		t.Errorf("HEAD: length %d, %q", res.ContentLength, body)
	}
}

func TestFirstPage(t *testing.T) {
	kit := abuse.New(abuse.Config{FirstVisit: true, Report: "mailto:a@example.com"})
	res, body := read(t, kit.Answer(browser(`/a?b="><script>x</script>&c=1`), false), "GET")
	if res.StatusCode != http.StatusOK || strings.Contains(body, "<script") || !strings.Contains(body, "mailto:a@example.com") {
		t.Errorf("%s: %s", res.Status, body)
	}
	if got := res.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") {
		t.Errorf("policy %q", got)
	}
}

// The button leads back on the same host, whatever it is given.
func TestButton(t *testing.T) {
	kit := abuse.New(abuse.Config{FirstVisit: true})
	for query, want := range map[string]string{
		"to=%2Fcart%3Fa%3Db":             "/cart?a=b",
		"":                               "/",
		"to=":                            "/",
		"to=https%3A%2F%2Fevil.test":     "/",
		"to=%2F%2Fevil.test":             "/",
		"to=%2F%2F%2Fevil.test":          "/.///evil.test", // a path to browsers
		"to=%2F%5Cevil.test":             "/",
		"to=%5C%5Cevil.test":             "/",
		"to=%2F%0d%0aSet-Cookie%3A+a%3D": "/",
		"to=javascript%3Aalert(1)":       "/",
		"%zz":                            "/",
	} {
		res, _ := read(t, kit.Answer(browser("/.gotunnel/visit?"+query), true), "GET")
		if got := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || got != want {
			t.Errorf("%s: %s to %q, want %q", query, res.Status, got, want)
		}
		cookies := res.Cookies()
		if len(cookies) != 1 || cookies[0].Name != sniff.VisitedCookie || !cookies[0].Secure || !cookies[0].HttpOnly {
			t.Errorf("%s: cookies %v", query, cookies)
		}
	}
}

func TestAddresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		kit := abuse.New(abuse.Config{Addresses: 2})
		for _, tt := range []struct {
			name, addr string
			want       bool
		}{
			{"shop", "192.0.2.1", true},
			{"shop", "2001:db8::1", true},
			{"shop", "192.0.2.2", false},
			{"shop", "192.0.2.1", true},        // is known
			{"shop", "::ffff:192.0.2.1", true}, // the same
			{"shop", "2001:db8::ffff:2", true}, // the same household
			{"shop", "2001:db8:0:1::1", false}, // another
			{"docs", "192.0.2.2", true},        // another name
			{"docs", "fe80::1%eth0", true},     // with a zone
			{"docs", "203.0.113.200", false},   // the third
		} {
			if got := kit.Enter(tt.name, netip.MustParseAddr(tt.addr)); got != tt.want {
				t.Errorf("%s to %s: %v", tt.addr, tt.name, got)
			}
		}
		time.Sleep(24 * time.Hour)
		if !kit.Enter("shop", netip.MustParseAddr("192.0.2.2")) {
			t.Error("the next day is full too")
		}
	})
	if !abuse.New(abuse.Config{}).Enter("shop", netip.Addr{}) {
		t.Error("refused without a limit")
	}
}

// Other rules go for who comes next, and who came is not forgotten.
func TestSet(t *testing.T) {
	kit := abuse.New(abuse.Config{Addresses: 1})
	first, second := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	if !kit.Enter("shop", first) || kit.Enter("shop", second) {
		t.Error("not the first one, and only that one, was let in")
	}
	kit.Set(abuse.Config{Addresses: 2, FirstVisit: true, Report: "mailto:abuse@example.com"})
	if !kit.Enter("shop", second) || kit.Enter("shop", netip.MustParseAddr("192.0.2.3")) {
		t.Error("not the second one, and only that one, was let in")
	}
	if _, body := read(t, kit.Answer(browser("/"), false), "GET"); !strings.Contains(body, "mailto:abuse@example.com") {
		t.Errorf("the first page has no link to report it: %s", body)
	}
}
