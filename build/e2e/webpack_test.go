package e2e

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A webpack-dev-server: a page, its script and image, and a change of a module
// that shows without a reload.
func TestWebpack(t *testing.T) {
	t.Parallel()
	folder, s := npmApp(t, "webpack"), serveFar(t)
	port := startWebpack(t, folder)
	s.share("--raw", "raw="+port)
	s.share("shop=" + port)
	refused(t, s.url("raw"), "Invalid Host header")

	tab := newTab(t)
	frames := chromedp.Events(tab.ctx, network.WebSocketFrameReceived)
	tab.open(s.url("shop"))
	tab.holds(`document.querySelector("h1").textContent === "Hello from a module"`)
	tab.holds(`document.querySelector("#mark").naturalWidth === 120`)
	tab.picture("webpack")

	for _, err := range frames { // the first says that webpack is ready to send changes
		if err != nil {
			t.Fatal(err)
		}
		break
	}
	edit(t, filepath.Join(folder, "src", "words.js"), "a module", "a change")
	tab.holds(`document.querySelector("h1").textContent === "Hello from a change"`)
	tab.stayed()
}

// startWebpack returns the port. By itself, webpack-dev-server tells its pages to
// have changes sent from its own port, on whatever host they are: 0 stands for
// the page's port. And it would listen to the network.
func startWebpack(t *testing.T, folder string) string {
	t.Helper()
	port := freePort(t)
	cmd := exec.Command(need(t, "node"), "node_modules/webpack/bin/webpack.js", "serve", "--mode", "development",
		"--host", "127.0.0.1", "--port", port, "--client-web-socket-url", "auto://0.0.0.0:0/ws")
	cmd.Dir, cmd.Env = folder, environment(home(t))
	start(t, cmd).await("compiled successfully")
	return port
}
