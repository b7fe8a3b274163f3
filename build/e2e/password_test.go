package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// A share with a password: the browser is asked, told that a password is wrong,
// and lands where it wanted to go, from where a WebSocket works too.
func TestPassword(t *testing.T) {
	t.Parallel()
	s := serveFar(t)
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("let me in\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", http.FileServer(http.Dir("testdata/echo")))
	mux.Handle("/echo", echo(t))
	s.share("--password-file", file, "talk="+portOf(t, app(t, mux)))
	if a := mustOpen(t, visitor(s), s.url("talk")+"/echo"); a.status != http.StatusUnauthorized {
		t.Errorf("without the password there is %d %q", a.status, a.body)
	}

	tab, there := newTab(t, http.StatusUnauthorized), s.url("talk")+"/?items=3#last"
	tab.open(there)
	tab.holds(`document.querySelector("h1").textContent === "This preview is private."`)
	tab.picture("password")
	tab.do(chromedp.SendKeys("#password", "let me out\n"))
	tab.holds(`document.querySelector("h1").textContent === "That password isn’t right."`)
	tab.picture("password-wrong")
	tab.do(chromedp.SendKeys("#password", "let me in\n"))
	tab.holds(`document.querySelector("#result")?.textContent === "0 failed, ended true 4321"`)
	tab.holds(`location.href === "` + there + `"`)
}
