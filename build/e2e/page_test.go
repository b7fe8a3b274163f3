package e2e

import (
	"net/http"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// openPage is a desktop whose page is in the tests' browser, which shows more of
// it than the accessibility bus: the same page, with the same methods of Go and
// the same agent. Only the web view is another, and so is the build.
func openPage(t *testing.T, s *server) (*desktop, *tab) {
	t.Helper()
	d := newDesktopOf(t, s, "gotunnel-desktop-dev")
	addr := "127.0.0.1:" + freePort(t)
	folder, err := filepath.Abs(filepath.Join("..", "..", "frontend", "dist"))
	if err != nil {
		t.Fatal(err)
	}
	d.env = append(d.env, "devserver="+addr, "assetdir="+folder)
	d.open() // Wails has a window with that, too
	eventually(t, patience, func() error {
		_, err := open(t.Context(), http.DefaultClient, "http://"+addr)
		return err
	})
	b := newCarelessTab(t) // Wails' own script looks for a development server
	b.open("http://" + addr)
	return d, b
}

// The page is there, and knows what the agent does.
func TestPageOfTheWindow(t *testing.T) {
	t.Parallel()
	s := serve(t)
	d, b := openPage(t, s)
	d.serveFolder("nursery")
	b.holds(`document.body.innerText.includes("` + s.addr + `")`)
	b.holds(`document.body.innerText.includes("nursery")`)
	b.do(chromedp.Click(`button[aria-label="Share nursery"]`))
	b.holds(`document.body.innerText.includes("Anyone with this link can open")`)
	b.picture("page-question")
}
