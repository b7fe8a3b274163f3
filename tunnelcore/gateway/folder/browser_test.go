package folder_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"gotunnel/tunnelcore/pages/browsertest"
)

func eval[T any](ctx context.Context, t *testing.T, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

func TestBrowser(t *testing.T) {
	browser := browsertest.Start(t)
	t.Run("hidden tab", func(t *testing.T) { testHiddenTab(browser, t) })
	t.Run("assets", func(t *testing.T) { testAssets(browser, t) })
	t.Run("reload", func(t *testing.T) { testReload(browser, t) })
	t.Run("comes back", func(t *testing.T) { testComesBack(browser, t) })
	t.Run("tries again", func(t *testing.T) { testTriesAgain(browser, t) })
	t.Run("no loop", func(t *testing.T) { testNoLoop(browser, t) })
	t.Run("names", func(t *testing.T) { testNames(browser, t) })
}

// A page as a designer saves it: relative links to all that it is made of.
func testAssets(browser context.Context, t *testing.T) {
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3" height="4"/>`
	addr := serve(t, lay(t, files{
		"site/index.html": `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'self'; img-src 'self' data:">
			<link rel="icon" href="data:,"><link rel="stylesheet" href="css/a.css"><img src="img/a.svg"><script type="module" src="js/a.mjs"></script>`,
		"site/css/a.css": "@import 'b.css'; body { color: rgb(1, 2, 3) }",
		"site/css/b.css": "body { background: rgb(4, 5, 6) }",
		"site/img/a.svg": svg,
		"site/js/a.mjs":  "import { b } from './b.js'; globalThis.module = b;",
		"site/js/b.js":   "export const b = 'b' + (await (await fetch('data.json')).json()).n;",
		"site/data.json": `{"n": 7}`,
	}))
	ctx := browsertest.Tab(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr+"/site"))
	waitUntil(ctx, t, "!!globalThis.module")
	got := eval[string](ctx, t, `[location.pathname, module, getComputedStyle(document.body).color,
		getComputedStyle(document.body).backgroundColor, document.images[0].naturalWidth].join('; ')`)
	if want := "/site/; b7; rgb(1, 2, 3); rgb(4, 5, 6); 3"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func testReload(browser context.Context, t *testing.T) {
	dir := lay(t, files{"index.html": "<title>one</title><link rel=icon href=data:,><link rel=stylesheet href=a.css>", "a.css": "body { color: rgb(1, 1, 1) }"})
	f := open(t, dir)
	waiting := make(chan struct{}, 100)
	addr := listenWith(t, f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.gotunnel/reload" {
			waiting <- struct{}{}
		}
		f.ServeHTTP(w, r)
	}))
	ctx := browsertest.Tab(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr))
	receive(t, waiting)
	must(t, os.WriteFile(filepath.Join(dir, "index.html"), []byte("<title>two</title><link rel=icon href=data:,><link rel=stylesheet href=a.css>"), 0o644))
	waitUntil(ctx, t, "document.title === 'two'")
	receive(t, waiting)
	must(t, os.WriteFile(filepath.Join(dir, "a.css"), []byte("body { color: rgb(2, 2, 2) }"), 0o644))
	waitUntil(ctx, t, "document.body && getComputedStyle(document.body).color === 'rgb(2, 2, 2)'")
}

// A page that a build deletes and makes again comes back by itself, and so does
// a gallery that gets a new file.
func testComesBack(browser context.Context, t *testing.T) {
	dir := lay(t, files{"a.html": "<title>one</title><link rel=icon href=data:,>"})
	addr := serve(t, dir)
	single, gallery := browsertest.Tab(browser, t), browsertest.Tab(browser, t)
	browsertest.Do(gallery, t, chromedp.Navigate("http://"+addr))
	browsertest.Do(single, t, chromedp.Navigate("http://"+addr+"/a.html"))
	waitUntil(single, t, "document.visibilityState === 'visible'")
	must(t, os.Remove(filepath.Join(dir, "a.html")))
	waitUntil(single, t, "document.body && document.body.innerText.includes('no such file')")
	layIn(t, dir, files{"a.html": "<title>two</title><link rel=icon href=data:,>"})
	waitUntil(single, t, "document.title === 'two'")
	layIn(t, dir, files{"b.html": "<title>three</title>"})
	waitUntil(gallery, t, "document.body && document.body.innerText.includes('three')")
}

// A tab that nobody looks at holds no connection, and catches up when looked at.
func testHiddenTab(browser context.Context, t *testing.T) {
	dir := lay(t, files{"a.html": "<title>one</title><link rel=icon href=data:,>"})
	f := open(t, dir)
	began, ended := make(chan struct{}, 10), make(chan struct{}, 10)
	addr := listenWith(t, f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.gotunnel/reload" {
			began <- struct{}{}
			defer func() { ended <- struct{}{} }()
		}
		f.ServeHTTP(w, r)
	}))
	states := listenForChanges(t, addr)
	receive(t, began)
	states.next()
	browsertest.Do(browser, t, chromedp.Navigate("http://"+addr+"/a.html"))
	receive(t, began)
	browsertest.Tab(browser, t, chromedp.WithNewWindow(false)) // on top of it
	receive(t, ended)
	must(t, os.WriteFile(filepath.Join(dir, "a.html"), []byte("<title>two</title><link rel=icon href=data:,>"), 0o644))
	states.next()
	if title := eval[string](browser, t, "document.title"); title != "one" || len(began) > 0 {
		t.Errorf("a hidden tab shows %q and has opened %d connections more", title, len(began))
	}
	_, err := chromedp.Call(browser, page.BringToFront, cdp.Empty{})
	must(t, err)
	waitUntil(browser, t, "document.title === 'two'")
	browsertest.Do(browser, t, chromedp.Navigate("about:blank")) // the server goes before the tab
}

func receive(t *testing.T, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatal("it does not happen")
	}
}

// A page outlives the program that sent it: the stream ends, and a paused link
// answers with 503. What changes meanwhile is seen when there is a stream again.
func testTriesAgain(browser context.Context, t *testing.T) {
	dir := lay(t, files{"a.html": "<title>one</title><link rel=icon href=data:,>"})
	f := open(t, dir)
	refused, again := make(chan struct{}, 10), atomic.Bool{}
	addr := listenWith(t, f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/.gotunnel/reload" && !again.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			refused <- struct{}{}
			return
		}
		f.ServeHTTP(w, r)
	}))
	states := listenForChanges(t, listen(t, f))
	states.next()
	ctx := browsertest.Tab(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr+"/a.html"))
	receive(t, refused)
	must(t, os.WriteFile(filepath.Join(dir, "a.html"), []byte("<title>two</title><link rel=icon href=data:,>"), 0o644))
	states.next()
	again.Store(true)
	waitUntil(ctx, t, "document.title === 'two'")
}

// A service worker that always gives out the first page it got makes no loop.
func testNoLoop(browser context.Context, t *testing.T) {
	dir := lay(t, files{"a.html": "<title>one</title><link rel=icon href=data:,>"})
	f := open(t, dir)
	direct := listen(t, f)
	kept := get(t, direct, "/a.html", "Accept: "+browserAccept).body
	states := listenForChanges(t, direct)
	states.next()
	opened, streams := atomic.Int32{}, make(chan struct{}, 1000)
	addr := listenWith(t, f, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/a.html":
			opened.Add(1)
			_, _ = io.WriteString(w, kept)
			return
		case "/.gotunnel/reload":
			streams <- struct{}{}
		}
		f.ServeHTTP(w, r)
	}))
	ctx := browsertest.Tab(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr+"/a.html"))
	receive(t, streams)
	for n := range 3 {
		must(t, os.WriteFile(filepath.Join(dir, "a.html"), []byte{byte(n)}, 0o644))
		states.next()
		receive(t, streams) // of the page that opened itself again
	}
	if n := opened.Load(); n != 4 {
		t.Errorf("opened %d times for three changes", n)
	}
}

// waitUntil waits for what a page that opens itself again will be like.
func waitUntil(ctx context.Context, t *testing.T, condition string) {
	t.Helper()
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		if ok && err == nil {
			return
		}
		if ctx.Err() != nil {
			t.Fatalf("never: %s (%v)", condition, err)
		}
	}
}

func testNames(browser context.Context, t *testing.T) {
	names := []string{
		"plain.html", "a b.html", "100%.html", "100%25.html", "%zz.html", "a#b.html", "a?b=c&d.html", "é ü ñ.html", "日本語.html",
		"דוגמה.html", "مثال.html", "new\nline.html", "tab\there.html", `quote"'<b>&amp;.html`, "javascript&#58;alert.html", "+plus+.html",
		"emoji 🎉.html", "-dash.html", "e\u0301 combined.html", "\u202eltr.html", "\xff.html", "semi;colon,comma.html", strings.Repeat("long ", 49) + ".html",
		"back`tick${x}.html", "[x](y).html", "~tilde.html", "{{.}}.html",
	}
	list := files{}
	for _, name := range names {
		list[name] = "page of " + fmt.Sprintf("%x", filepath.Base(name))
	}
	for _, name := range []string{"a#b", "100%", "?"} {
		list[name+"/x.html"] = "page of " + fmt.Sprintf("%x", name)
	}
	addr := serve(t, lay(t, list))
	ctx := browsertest.Tab(browser, t)
	browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr))
	links := eval[[]string](ctx, t, "[...document.querySelectorAll('ul a')].map((a) => a.href)")
	if len(links) != len(list) {
		t.Fatalf("%d links, want %d", len(links), len(list))
	}
	bodies := eval[[]string](ctx, t, "[...document.querySelectorAll('ul a')].map((a) => a.innerText)")
	seen := map[string]bool{}
	for i, link := range links {
		u, err := url.Parse(link)
		must(t, err)
		r := get(t, addr, u.EscapedPath()+"?"+u.RawQuery, "Accept: text/html")
		if u.Host != addr || u.RawQuery != "" || u.Fragment != "" || r.StatusCode != http.StatusOK {
			t.Errorf("%q leads to %s: %d", bodies[i], link, r.StatusCode)
		}
		seen[r.body] = true
	}
	if len(seen) != len(list) {
		t.Errorf("%d files behind %d links", len(seen), len(list))
	}
	expectOpens(ctx, t, addr, links)
}

// expectOpens follows three of the links as a person does.
func expectOpens(ctx context.Context, t *testing.T, addr string, links []string) {
	t.Helper()
	for i, link := range links {
		if i%9 != 4 {
			continue
		}
		browsertest.Do(ctx, t, chromedp.Navigate("http://"+addr))
		_ = eval[bool](ctx, t, fmt.Sprintf("document.querySelectorAll('ul a')[%d].click(), true", i))
		waitUntil(ctx, t, "location.href === "+fmt.Sprintf("%q", link)+" && document.readyState === 'complete'")
	}
}
