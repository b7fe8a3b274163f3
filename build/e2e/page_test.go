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
	b, _ := d.page()
	return d, b
}

// page opens the page, of the program gotunnel-desktop-dev. The process is that
// one, which has a window with the same page, too.
func (d *desktop) page() (*tab, *process) {
	d.t.Helper()
	addr := "127.0.0.1:" + freePort(d.t)
	folder, err := filepath.Abs(filepath.Join("..", "..", "frontend", "dist"))
	if err != nil {
		d.t.Fatal(err)
	}
	d.env = append(d.env, "devserver="+addr, "assetdir="+folder)
	p := d.open()
	eventually(d.t, func() error {
		_, err := open(d.t.Context(), http.DefaultClient, "http://"+addr)
		return err
	})
	b := newCarelessTab(d.t)                 // Wails' own script looks for a development server
	b.do(chromedp.EmulateViewport(420, 640)) // the window's size
	b.open("http://" + addr)
	return b, p
}

// The page is there, and knows what the agent does.
func TestPageOfTheWindow(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	d.serveFolder("nursery")
	b.holds(`document.body.innerText.includes("` + s.addr + `")`)
	b.holds(`document.body.innerText.includes("nursery")`)
	b.do(chromedp.Click(`button[aria-label="Share nursery"]`))
	b.holds(`document.body.innerText.includes("Anyone with this link can open")`)
	b.picture("page-question")
}
