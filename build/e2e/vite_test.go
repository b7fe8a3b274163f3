package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A Vite dev server: a page, its module, style and image, and a change of the
// module that shows without a reload.
func TestVite(t *testing.T) {
	t.Parallel()
	folder, tab := npmApp(t, "vite"), newTab(t)
	s := serve(t)
	s.share("shop=" + startVite(t, folder))

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
	tab.holds(`window.sameAsBefore = true`)
	edit(t, filepath.Join(folder, "words.js"), "a module", "a change")
	tab.holds(`document.querySelector("h1").textContent === "Hello from a change"`)
	tab.holds(`window.sameAsBefore`) // no reload
}

// startVite returns the port.
func startVite(t *testing.T, folder string) string {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(need(t, "node"), "node_modules/vite/bin/vite.js", "--host", "127.0.0.1", "--port", port, "--strictPort")
	cmd.Dir, cmd.Env = folder, environment(home(t))
	start(t, cmd).await("Local:")
	return port
}
