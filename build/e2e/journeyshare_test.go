package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// A person finds their app in the list and shares it: the link is in the
// clipboard, and as a QR code on the screen. They stop, and take that back.
func TestJourneyShare(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	port := d.serveFolder("florist")
	b.reads(s.addr, "Connected", "Ready to share", "florist")
	b.look("home")
	b.press("Share florist")
	b.reads("Share florist?", fmt.Sprintf("Anyone with this link can open the app on port %s until you stop sharing.", port))
	b.look("question")
	b.press("Share")
	link := s.url("florist")
	b.reads("Link copied. "+link[len("http://"):]+" is live.", "Live now")
	b.look("live")
	d.mustCopy(link)
	mustShow(t, visitor(s), link, "hello from florist")
	browse(t, s, link)
	b.reads("1 watching")

	b.press("QR code of florist")
	scanned := scan(t, b, `dialog svg`)
	if scanned != link {
		t.Errorf("the QR code has %q, want %q", scanned, link)
	}
	mustShow(t, visitor(s), scanned, "hello from florist")
	b.look("qr")
	b.press("Close")

	b.press("Stop sharing florist")
	b.reads("Stopped. The link no longer works.")
	mustEnd(t, s, link)
	b.look("stopped")
	b.press("Undo")
	b.reads(link[len("http://"):] + " is live again.")
	mustShow(t, visitor(s), link, "hello from florist")

	d.clip("something else")
	b.press("Copy the link of florist")
	d.mustCopy(link)
}

// scan reads the QR code in the page with another program.
func scan(t *testing.T, b *tab, css string) string {
	t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.Screenshot(chromedp.CSS(css)))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "qr.png")
	if err := os.WriteFile(file, picture, 0o600); err != nil {
		t.Fatal(err)
	}
	return mustCall(t, need(t, "zbarimg"), "--quiet", "--raw", file)
}
