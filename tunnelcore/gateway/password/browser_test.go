package password

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gotunnel/tunnelcore/pages/browsertest"
)

func TestBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	t.Run("wrong, then right", func(t *testing.T) { testWrongThenRight(browser, t) })
	t.Run("without scripts", func(t *testing.T) { testWithoutScripts(browser, t) })
	t.Run("two slashes", func(t *testing.T) { testTwoSlashes(browser, t) })
	t.Run("another origin", func(t *testing.T) { testAnotherOrigin(browser, t) })
	t.Run("small screen", func(t *testing.T) { testSmallScreen(browser, t) })
}

// newPreview is a share whose app says so.
func newPreview(browser context.Context, t *testing.T) (s *share, ctx context.Context) {
	s = newShop(t)
	s.app.then = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<link rel=icon href="data:,"><p id=app>The app.`)
	}
	ctx = browsertest.Tab(browser, t)
	if _, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{}); err != nil { // all shares here are one host
		t.Fatal(err)
	}
	return s, ctx
}

const (
	headline = "document.querySelector('h1').textContent"
	cookies  = "document.cookie"
)

func expect(ctx context.Context, t *testing.T, expression, want string) {
	t.Helper()
	if got := run(ctx, t, chromedp.Evaluate[string](expression)); got != want {
		t.Fatalf("%s is %q, want %q", expression, got, want)
	}
}

func testWrongThenRight(browser context.Context, t *testing.T) {
	s, ctx := newPreview(browser, t)
	there := "http://" + s.address + "/cart/a%20b?item=1&x=%26#pay"
	browsertest.Do(ctx, t, chromedp.Navigate(there))
	expect(ctx, t, headline, "This preview is private.")
	expect(ctx, t, "document.activeElement.id", "password")
	browsertest.Do(ctx, t,
		chromedp.SendKeys("#password", "otter"),
		chromedp.Click("#show"))
	expect(ctx, t, "document.forms[0].password.type", "text")
	expect(ctx, t, "document.getElementById('show').textContent", "Hide")
	expect(ctx, t, "document.activeElement.id", "password")
	browsertest.Do(ctx, t,
		chromedp.SendKeys("#password", "\n"),
		chromedp.WaitVisible("[role=alert]"))
	expect(ctx, t, headline, "That password isn’t right.")
	expect(ctx, t, "document.forms[0].password.value", "")
	expect(ctx, t, "document.forms[0].password.type", "password")
	browsertest.Do(ctx, t,
		chromedp.SendKeys("#password", pass),
		chromedp.Click("form > button"),
		chromedp.WaitVisible("#app"))
	expect(ctx, t, "location.href", there)
	expect(ctx, t, cookies, "")
	browsertest.Do(ctx, t, chromedp.Reload(), chromedp.WaitVisible("#app"))
	for _, r := range s.app.requests() {
		if r.Method != http.MethodGet || r.RequestURI != "/cart/a%20b?item=1&x=%26" || r.Header["Cookie"] != nil {
			t.Errorf("the app got %s %s with %v", r.Method, r.RequestURI, r.Header)
		}
	}
}

func testWithoutScripts(browser context.Context, t *testing.T) {
	s, ctx := newPreview(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+s.address+"/a?b=c#d"))
	off := emulation.SetScriptExecutionDisabledParams{Value: true}
	if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(ctx, t,
		chromedp.Reload(),
		chromedp.WaitNotVisible("#show"),
		chromedp.SendKeys("#password", pass+"\n"),
		chromedp.WaitVisible("#app"))
	if got := run(ctx, t, chromedp.Location()); !strings.HasSuffix(got, s.address+"/a?b=c") {
		t.Errorf("landed at %s", got)
	}
}

func testTwoSlashes(browser context.Context, t *testing.T) {
	s, ctx := newPreview(browser, t)
	there := "http://" + s.address + "//evil.example//a?b"
	browsertest.Do(ctx, t,
		chromedp.Navigate(there),
		chromedp.SendKeys("#password", pass+"\n"),
		chromedp.WaitVisible("#app"))
	expect(ctx, t, "location.href", there)
}

// A page elsewhere sends the form: nothing is tried.
func testAnotherOrigin(browser context.Context, t *testing.T) {
	s, ctx := newPreview(browser, t)
	elsewhere, _ := newPreview(browser, t)
	elsewhere.app.then = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<link rel=icon href="data:,"><form id=app method=post action="http://%s/.gotunnel/password"><input name=password value=%s><button>`, s.address, pass)
	}
	browsertest.Do(ctx, t,
		chromedp.Navigate("http://"+elsewhere.address),
		chromedp.SendKeys("#password", pass+"\n"),
		chromedp.WaitVisible("#app"),
		chromedp.Click("button"),
		chromedp.WaitVisible("#password"))
	expect(ctx, t, "location.host", s.address)
	expect(ctx, t, headline, "This preview is private.")
	if len(s.guard.tries.addresses) > 0 {
		t.Error("another origin used up a try")
	}
}

// 320 px is the narrowest phone, and what WCAG 2.2 asks for at a zoom of 400 %.
func testSmallScreen(browser context.Context, t *testing.T) {
	s, ctx := newPreview(browser, t)
	browsertest.Do(ctx, t, chromedp.EmulateViewport(320, 480, chromedp.EmulateMobile), chromedp.Navigate("http://"+s.address))
	if run(ctx, t, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight")) {
		t.Error("the page has to be scrolled")
	}
	least := run(ctx, t, chromedp.Evaluate[float64]("Math.min(...[...document.querySelectorAll('input, button')].map(e => e.getBoundingClientRect().height))"))
	if least < 44 { // what fingers hit, by the platforms' guidelines
		t.Errorf("a control is %v px high", least)
	}
	if size := run(ctx, t, chromedp.Evaluate[string]("getComputedStyle(document.getElementById('password')).fontSize")); size != "16px" {
		t.Errorf("the field's text is %s; phones zoom in on less than 16px", size)
	}
}
