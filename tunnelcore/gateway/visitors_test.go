package gateway_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/gateway"
)

const (
	safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"
	chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
)

func TestVisitors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v gateway.Visitors
		h := v.Wrap(hello)
		if got := v.Snapshot(); got.Watching != 0 || !got.LastVisit.IsZero() || got.Newest != nil {
			t.Errorf("before anybody: %+v", got)
		}
		for _, agent := range []string{
			"", "curl/8.5.0", "Slackbot-LinkExpanding 1.0", "facebookexternalhit/1.1", "WhatsApp/2.23 A", "TelegramBot (like TwitterBot)",
			"Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)", "Mozilla/5.0 (compatible; Googlebot/2.1)",
			"Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
			"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
		} {
			visit(h, "192.0.2.1:1", agent)
			if got := v.Snapshot(); got.Watching != 0 || !got.LastVisit.IsZero() {
				t.Errorf("%q counted: %+v", agent, got)
			}
		}
		visit(h, "192.0.2.7:1", safari)
		visit(h, "192.0.2.7:2", safari)
		visit(h, "[::ffff:192.0.2.7]:3", safari)
		visit(h, "192.0.2.7:1", chrome)
		time.Sleep(20 * time.Minute)
		visit(h, "192.0.2.8:1", chrome)
		if got := v.Snapshot(); got.Watching != 3 || !got.LastVisit.Equal(time.Now()) {
			t.Errorf("three browsers: %+v at %v", got, time.Now())
		}
		last := time.Now()
		time.Sleep(10 * time.Minute)
		if got := v.Snapshot(); got.Watching != 1 || !got.LastVisit.Equal(last) {
			t.Errorf("half an hour after two: %+v", got)
		}

		leave := make(chan struct{})
		done := make(chan struct{})
		open := v.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-leave }))
		go func() { defer close(done); visit(open, "192.0.2.9:1", safari) }()
		time.Sleep(5 * time.Hour)
		if got := v.Snapshot(); got.Watching != 1 {
			t.Errorf("with a socket open for hours: %+v", got)
		}
		close(leave)
		<-done
		time.Sleep(30 * time.Minute)
		if got := v.Snapshot(); got.Watching != 0 {
			t.Errorf("half an hour after it was closed: %+v", got)
		}
	})
}

// ask makes a request of a browser, with header fields by twos.
func ask(h http.Handler, from, agent, target string, fields ...string) {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.RemoteAddr = from
	r.Header.Set("User-Agent", agent)
	for pair := range slices.Chunk(fields, 2) {
		r.Header.Set(pair[0], pair[1])
	}
	h.ServeHTTP(httptest.NewRecorder(), r)
}

// Of each browser there is what kind it is and the page it is at, and nothing else.
func TestWhoIsWatching(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var v gateway.Visitors
		h := v.Wrap(hello)
		began := time.Now()
		ask(h, "192.0.2.1:1", safari, "/cart?token=secret", "Sec-Fetch-Dest", "document", "Accept", "text/html")
		ask(h, "192.0.2.1:1", safari, "/app.js", "Sec-Fetch-Dest", "script", "Accept", "*/*")
		ask(h, "192.0.2.1:1", safari, "/frame", "Sec-Fetch-Dest", "iframe", "Accept", "text/html")
		time.Sleep(time.Minute)
		ask(h, "192.0.2.2:1", chrome, "/", "Accept", "text/html,*/*;q=0.8")
		ask(h, "192.0.2.2:1", chrome, "/%C3%BCber%1B[2J%E2%80%AE", "Accept", "text/html,*/*;q=0.8")
		ask(h, "192.0.2.2:1", chrome, "/logo.svg", "Accept", "image/avif,*/*")
		time.Sleep(time.Minute)
		ask(h, "192.0.2.3:1", chrome, "/"+strings.Repeat("a", 1000), "Accept", "text/html")
		ask(h, "192.0.2.4:1", "curl/8.5.0", "/", "Accept", "text/html")
		want := []gateway.Visitor{
			{Browser: "Chrome on Linux", Page: "/" + strings.Repeat("a", 99) + "…", Seen: began.Add(2 * time.Minute)},
			{Browser: "Chrome on Linux", Page: "/über[2J", Seen: began.Add(time.Minute)},
			{Browser: "Safari on a phone", Page: "/cart", Seen: began},
		}
		if got := v.Snapshot().Newest; !slices.Equal(got, want) {
			t.Errorf("got %+v\nwant %+v", got, want)
		}

		leave := make(chan struct{})
		done := make(chan struct{})
		open := v.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-leave }))
		go func() { defer close(done); ask(open, "192.0.2.1:1", safari, "/events") }()
		synctest.Wait()
		time.Sleep(time.Minute)
		for i := range 20 {
			ask(h, fmt.Sprintf("192.0.2.9:%d", 1), fmt.Sprintf("Mozilla/5.0 (Windows NT 10.0) Firefox/%d.0", i), "/")
			time.Sleep(time.Second)
		}
		got := v.Snapshot().Newest
		if len(got) != 10 || got[0].Browser != "Safari on a phone" || !got[0].Here || got[0].Page != "/cart" {
			t.Errorf("who has something open is not first of ten: %+v", got)
		}
		for i := range 8 {
			if a, b := got[i+1], got[i+2]; a.Here || a.Browser != "Firefox on Windows" || !a.Seen.After(b.Seen) {
				t.Errorf("%+v comes before %+v", a, b)
			}
		}
		close(leave)
		<-done
	})
}

func TestBrowsersAreNamedCoarsely(t *testing.T) {
	for agent, want := range map[string]string{
		safari: "Safari on a phone",
		chrome: "Chrome on Linux",
		"Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0 Mobile/15E148 Safari/604.1":             "Chrome on a tablet",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15":                     "Safari on a Mac",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":             "Edge on Windows",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0":                                                          "Firefox on Windows",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36":                           "Chrome on a phone",
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Safari/537.36":              "Samsung Internet on a tablet",
		"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36":                            "Chrome on a Chromebook",
		"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/116.0.0.0":                       "Opera on Linux",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/490.0.0.0]": "A browser on a phone",
		"Mozilla/5.0 (Mobile; Windows Phone 8.1; Android 4.0; Microsoft; Lumia 930) like iPhone OS 7_0_3 Mac OS X AppleWebKit Mobile Safari/537":    "Safari on a phone",
		"Mozilla/5.0": "A browser",
	} {
		var v gateway.Visitors
		ask(v.Wrap(hello), "192.0.2.1:1", agent, "/")
		if got := v.Snapshot().Newest; len(got) != 1 || got[0].Browser != want {
			t.Errorf("%s\nis %+v, want %s", agent, got, want)
		}
	}
}

func BenchmarkVisitors(b *testing.B) {
	var v gateway.Visitors
	h := v.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	r := httptest.NewRequest(http.MethodGet, "/cart", nil)
	r.RemoteAddr = "192.0.2.1:1"
	r.Header.Set("User-Agent", chrome)
	r.Header.Set("Sec-Fetch-Dest", "document")
	r.Header.Set("Accept", "text/html")
	for b.Loop() {
		h.ServeHTTP(nil, r)
	}
}
