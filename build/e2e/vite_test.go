package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A Vite dev server without a line of settings: a page, its module, style and
// image, and a change of the module that shows without a reload.
func TestVite(t *testing.T) {
	t.Parallel()
	folder, s := npmApp(t, "vite"), serveFar(t)
	port := startVite(t, folder)
	s.share("--raw", "raw="+port)
	s.share("shop=" + port)
	refused(t, s.url("raw"), "Blocked request")

	tab := newTab(t)
	frames := chromedp.Events(tab.ctx, network.WebSocketFrameReceived)
	tab.open(s.url("shop"))
	tab.holds(`document.querySelector("h1").textContent === "Hello from a module"`)
	tab.holds(`getComputedStyle(document.querySelector("h1")).color === "rgb(13, 118, 110)"`)
	tab.holds(`document.querySelector("#mark").naturalWidth === 120`)
	tab.picture("vite")

	for _, err := range frames { // the first says that Vite is ready to send changes
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	edit(t, filepath.Join(folder, "words.js"), "a module", "a change")
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

// startVite returns the port.
func startVite(t *testing.T, folder string) string {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(need(t, "node"), "node_modules/vite/bin/vite.js", "--clearScreen", "false", "--port", port, "--strictPort")
	cmd.Dir, cmd.Env = folder, environment(home(t))
	start(t, cmd).await("Local:")
	return port
}
