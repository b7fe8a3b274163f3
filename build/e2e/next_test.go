package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A Next dev server without a line of settings: a page from the server, its style
// and image, a component that comes to life in the browser, an action of a form,
// and a change that shows by itself.
func TestNext(t *testing.T) {
	t.Parallel()
	folder, s := npmApp(t, "next"), serveFar(t)
	next, port := startNext(t, folder)
	s.share("--raw", "raw="+port)
	s.share("site=" + port)
	newCarelessTab(t).open(s.url("raw"))
	next.await("Blocked cross-origin request")

	tab := newTab(t)
	tab.open(s.url("site"))
	tab.holds(`document.querySelector("h1").textContent === "Hello from the server"`)
	tab.holds(`getComputedStyle(document.querySelector("h1")).color === "rgb(13, 118, 110)"`)
	tab.holds(`document.querySelector("#mark").naturalWidth === 120`)
	tab.holds(`(button => {
		if (button.textContent === "Clicked 0") button.click(); // again, until a script hears it
		return button.textContent === "Clicked 1";
	})(document.querySelector("button"))`)
	tab.picture("next")

	edit(t, filepath.Join(folder, "app", "page.js"), "Hello from the server", "Hello from a change")
	tab.holds(`document.querySelector("h1").textContent === "Hello from a change"`)
	tab.holds(`document.querySelector("button").textContent === "Clicked 1"`)
	tab.do(chromedp.Click("form button"))
	tab.holds(`document.querySelector("#greeting").textContent === "Welcome, Kim"`)
	tab.stayed()
}

func edit(t *testing.T, file, was, is string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(text), was, is)), 0o644); err != nil {
		t.Fatal(err)
	}
}
