package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A page of a folder is dropped on the window. Its folder is shared beside an app,
// and gets a password; the home folder can't be shared.
func TestJourneyFolder(t *testing.T) {
	s := serve(t)
	d, b := openPage(t, s)
	brochure := filepath.Join(d.home, "brochure")
	for name, text := range map[string]string{"index.html": `<link rel="icon" href="data:,">our brochure`, "style.css": "", "notes/more.html": "more"} {
		path := filepath.Join(brochure, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b.reads("Drop a folder here")
	d.drop(d.home)
	b.reads("It couldn't be shared", "including private ones. Choose a smaller folder.")
	b.look("home-refused")
	b.press("Close")

	d.drop(filepath.Join(brochure, "index.html"))
	b.reads("Share the folder brochure?", "Its 3 files can be opened. index.html is shown first.")
	b.look("folder")
	b.press("Share folder")
	b.reads("Anyone with this link can open the files in brochure until you stop sharing.")
	b.press("Share")
	folder := d.untilShared("brochure")
	b.reads("Link copied. brochure.")
	d.serveFolder("printer")
	b.press("Share printer")
	d.untilShared("printer")
	b.reads("Link copied. printer.", "brochure", "printer")
	b.look("two")
	mustShow(t, visitor(s), s.url("printer"), "hello from printer")

	b.press("brochure")
	b.press("Password")
	b.reads("On", "New words")
	b.press("Copy link and password")
	b.reads("Link and password copied.")
	b.look("password")
	b.holds(`!document.body.innerText.includes("Requests")`) // a folder has none that could be sent again
	link, words, _ := strings.Cut(d.clipboard(), "\n")
	if link != folder.URL || strings.Count(words, "-") != 2 {
		t.Fatalf("the clipboard has %q", d.clipboard())
	}
	v := newTab(t, http.StatusUnauthorized)
	v.open(folder.URL)
	v.reads("This preview is private.", "Enter the password you were given.")
	v.do(chromedp.SendKeys("#password", words+"\n"))
	v.reads("our brochure")
	mustShow(t, visitor(s), s.url("printer"), "hello from printer")
}
