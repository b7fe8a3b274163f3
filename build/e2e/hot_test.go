package e2e

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A Vite dev server without a line of settings.
func TestVite(t *testing.T) {
	t.Parallel()
	changeShows(t, "vite", startVite, "words.js", "Blocked request")
}

// A webpack-dev-server without a line of settings. It tells its pages to have
// changes sent from its own port, on whatever host they are.
func TestWebpack(t *testing.T) {
	t.Parallel()
	changeShows(t, "webpack", startWebpack, filepath.Join("src", "words.js"), "Invalid Host header")
}

// changeShows opens an app through a link: a page, its script, style and image,
// and a change of a module that shows without a reload. The app refuses, in
// words, a host that it does not know.
func changeShows(t *testing.T, app string, start func(*testing.T, string) string, module, words string) {
	t.Helper()
	folder, s := npmApp(t, app), serveFar(t)
	port := start(t, folder)
	s.share("--raw", "raw="+port)
	s.share("shop=" + port)
	refused(t, s.url("raw"), words)

	tab := newTab(t)
	frames := chromedp.Events(tab.ctx, network.WebSocketFrameReceived)
	tab.open(s.url("shop"))
	tab.holds(`document.querySelector("h1").textContent === "Hello from a module"`)
	tab.holds(`getComputedStyle(document.querySelector("h1")).color === "rgb(13, 118, 110)"`)
	tab.holds(`document.querySelector("#mark").naturalWidth === 120`)
	tab.picture(app)

	for _, err := range frames { // the first says that the app is ready to send changes
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	edit(t, filepath.Join(folder, module), "a module", "a change")
	tab.holds(`document.querySelector("h1").textContent === "Hello from a change"`)
	tab.stayed()
}

// refused fails the test unless the app itself refuses the page at url, which is
// a link to its bytes as they are: so it would refuse any link that it notices.
func refused(t *testing.T, url, words string) {
	t.Helper()
	tab := newTab(t, 403)
	tab.open(url)
	tab.holds(`document.body.innerText.includes("` + words + `")`)
}
