package admin_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/tunnelcore/pages/browsertest"
)

func TestPage(t *testing.T) {
	desk := newDesk(t, io.Discard, func(c *operator.Config) { c.Live = &sharing{} })
	base := start(t, admin.Info{Desk: desk})
	api(t, base, "POST", "/v1/accounts", `{"name":"designer","names":["shop","team-*"],"limits":{"bytes":2000000}}`, nil)
	response, body := question{url: base + "/", header: bearer}.ask(t, direct)
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
	for _, want := range []string{
		"share.acme.dev", "gotunneld test", `<a href="https://shop.share.acme.dev"`, "share.acme.dev:20001", "studio-mac &lt;b&gt;",
		"203.0.113.7:4000", "for 1 h", "1234", "1.5 kB", "2.0 GB", "0 devices · 2 live · shop, team-*", "0 B this month of 2.0 MB",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
	for header, want := range map[string]string{
		"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	} {
		if got := response.Header.Get(header); got != want {
			t.Errorf("%s is %q", header, got)
		}
	}
	if csp := response.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "frame-ancestors 'none'") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("the policy is %q", csp)
	}
}

// An operator signs in and ends a tunnel, in a real browser, which also sees
// that the page keeps its own policy.
func TestPageInABrowser(t *testing.T) {
	ctx := browsertest.Start(t)
	live := &sharing{}
	base := start(t, admin.Info{Desk: newDesk(t, io.Discard, func(c *operator.Config) { c.Live = live })})
	browsertest.Do(ctx, t,
		chromedp.Navigate(base+"/"),
		chromedp.SendKeys("#token", "another\n"),
		chromedp.WaitVisible("[role=alert]"),
		chromedp.SendKeys("#token", token+"\n"),
		chromedp.WaitVisible("#live"),
		chromedp.Click("[aria-label='End shop']"),
		chromedp.WaitNotPresent("[aria-label='End shop']"),
		chromedp.WaitVisible("[aria-label='End db']"),
	)
	if !slices.Equal(live.endings(), []string{"shop"}) {
		t.Errorf("ended %q", live.endings())
	}
	api(t, base, "POST", "/v1/accounts", `{"name":"designer","names":["shop","team-*"],"limits":{"bytes":2000000}}`, nil)
	browsertest.Do(ctx, t, chromedp.Reload(), chromedp.WaitVisible("#accounts + ul strong"))
}
