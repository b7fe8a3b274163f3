package e2e

import (
	"net/http"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// A Rails site in development, which lets only localhost in: a page, and a form
// that Rails takes from its own pages only.
func TestRails(t *testing.T) {
	t.Parallel()
	s, port := serveFar(t), startRails(t)
	s.share("--raw", "raw="+port)
	s.share("site=" + port)
	if a := mustOpen(t, visitor(s), s.url("raw")); a.status != http.StatusForbidden {
		t.Errorf("the bytes as they are get %d, and this test shows nothing", a.status)
	}

	tab := newTab(t)
	tab.open(s.url("site"))
	tab.holds(`document.querySelector("h1").textContent === "Welcome, stranger"`)
	tab.do(chromedp.Click("form button"))
	tab.holds(`document.querySelector("h1")?.textContent === "Welcome, Kim"`)
	for site, want := range map[string]string{"": "200", "http://evil.test": "422"} {
		if got := newPage(t, s, s.url("site"), site).act("/"); got != want {
			t.Errorf("the form from a page of %q gets %s, want %s", site, got, want)
		}
	}
}

// startRails returns the port.
func startRails(t *testing.T) string {
	t.Helper()
	puma := need(t, "/usr/bin/puma", "puma") // the system's, which has the system's packages
	if exec.Command(need(t, "/usr/bin/ruby", "ruby"), "-e", "require 'rails'").Run() != nil {
		missing(t, "Rails is not installed here; build/setup/packages.txt says what it is called")
	}
	port, folder := freePort(t), t.TempDir()
	if err := copyOver(folder, "testdata/rails"); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(puma, "--bind", "tcp://127.0.0.1:"+port)
	cmd.Dir, cmd.Env = folder, environment(folder)
	start(t, cmd).await("Use Ctrl-C")
	return port
}
