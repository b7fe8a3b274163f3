package pages_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/pages/browsertest"
)

func TestBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	t.Run("hidden tab", func(t *testing.T) { testHidden(browser, t) })
	t.Run("together", func(t *testing.T) { // in windows of their own, side by side
		testOpens(browser, t)
		testForm(browser, t)
		t.Run("back-off", func(t *testing.T) { testBackOff(browser, t) })
		t.Run("never loops fast", func(t *testing.T) { testNoFastLoop(browser, t) })
	})
}

func testOpens(browser context.Context, t *testing.T) {
	tests := []struct {
		name string
		page pages.Page
		path string
		then http.HandlerFunc
		app  bool // whether then shows the app at the same address
	}{
		{"app", pages.NotRunning, "/a/b?c=d&e", app, true},
		{"app with a fragment", pages.NotRunning, "/a?b=c#/d?e", app, true},
		{"app with a fragment and no query", pages.Busy, "/a#b", app, true},
		{"app behind two slashes", pages.Paused, "//a//b", app, true},
		{"app that refuses HEAD", pages.NotRunning, "/", refuseHead, true},
		{"app that redirects elsewhere", pages.Paused, "/", redirectElsewhere(t), false},
		{"another page", pages.Paused, "/", pages.Ended.Write, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			ctx, l := browsertest.Tab(browser, t), newLink(t, tt.page.Write)
			browsertest.Do(ctx, t, chromedp.Navigate(l.URL+tt.path))
			uri, _, _ := strings.Cut(tt.path, "#")
			l.expect(t, "GET "+uri)
			l.turn(tt.then)
			hurry(ctx, t, 10_000)
			l.expect(t, "HEAD "+uri)
			l.expectAfter(t, "HEAD "+uri, "GET "+uri)
			if !tt.app {
				return
			}
			if got := receive(t, l.opened); got != l.URL+tt.path {
				t.Errorf("the app opened at %s, want %s", got, l.URL+tt.path)
			}
		})
	}
}

func refuseHead(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead {
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	app(w, r)
}

// redirectElsewhere redirects to another origin, which scripts may not read.
func redirectElsewhere(t *testing.T) http.HandlerFunc {
	elsewhere := httptest.NewServer(http.HandlerFunc(app))
	t.Cleanup(elsewhere.Close)
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL, http.StatusFound)
	}
}

func testForm(browser context.Context, t *testing.T) {
	for name, scripts := range map[string]bool{"form": true, "form without scripts": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, l := browsertest.Tab(browser, t), newLink(t, pages.NotRunning.Write)
			browsertest.Do(ctx, t, chromedp.Navigate(l.URL+"/form"))
			off := emulation.SetScriptExecutionDisabledParams{Value: !scripts}
			if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
				t.Fatal(err)
			}
			loaded := chromedp.Events(ctx, page.LoadEventFired)
			browsertest.Do(ctx, t, chromedp.MouseClickXY(50, 50))
			l.expect(t, "POST /order?n=1")
			await(t, loaded) // the clock is the page's
			l.turn(app)
			hurry(ctx, t, 10_000)
			l.expectAfter(t, "HEAD /order?n=1", "GET /order?n=1")
		})
	}
}

func testHidden(browser context.Context, t *testing.T) {
	l := newLink(t, pages.Paused.Write)
	browsertest.Do(browser, t, chromedp.Navigate(l.URL))
	l.expect(t, "GET /")
	browsertest.Tab(browser, t, chromedp.WithNewWindow(false)) // on top of the first
	if hidden, err := chromedp.Run(browser, chromedp.Evaluate[bool]("document.hidden")); err != nil || !hidden {
		t.Fatalf("the tab is not hidden: %v", err)
	}
	l.drain()
	pass(browser, t, 600_000)
	if n := l.drain(); n > 1 { // one may have been on its way; 42 when it goes on
		t.Errorf("%d requests in ten minutes that nobody looked", n)
	}
	if _, err := chromedp.Call(browser, page.BringToFront, cdp.Empty{}); err != nil {
		t.Fatal(err)
	}
	pass(browser, t, 100) // the shortest pause is 1600
	l.expect(t, "HEAD /")
}

func testBackOff(browser context.Context, t *testing.T) {
	t.Parallel()
	ctx, l := browsertest.Tab(browser, t), newLink(t, pages.NotRunning.Write)
	browsertest.Do(ctx, t, chromedp.Navigate(l.URL))
	l.expect(t, "GET /")
	pass(ctx, t, 120_000)
	// 2 + 3 + 4.5 + 6.75 + 10.1 + 6 times 15 s, each a fifth more or less.
	if n := l.drain(); n < 8 || n > 14 {
		t.Errorf("%d requests in two minutes, want about 11", n)
	}
}

// An app that answers HEAD but dies on GET makes the page open again and again.
func testNoFastLoop(browser context.Context, t *testing.T) {
	t.Parallel()
	got := make(chan time.Time, 10)
	l := newLink(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			return
		}
		if r.Header.Get("Sec-Fetch-Dest") == "document" { // and no icon, nor a program that looks around here
			got <- time.Now()
		}
		pages.NotRunning.Write(w, r)
	})
	browsertest.Do(browsertest.Tab(browser, t), t, chromedp.Navigate(l.URL))
	first, second := receive(t, got), receive(t, got)
	if d := second.Sub(first); d < 1500*time.Millisecond { // a timer is never early
		t.Errorf("opened again after %v", d)
	}
}
