package e2e

import (
	"net/http"
	"os/exec"
	"testing"

	"github.com/chromedp/chromedp"
)

// A Django site that lets only localhost in: a page, and a form that Django
// takes from its own pages only.
func TestDjango(t *testing.T) {
	t.Parallel()
	s, port := serveFar(t), startDjango(t)
	s.share("--raw", "raw="+port)
	s.share("site=" + port)
	if a := mustOpen(t, visitor(s), s.url("raw")); a.status != http.StatusBadRequest {
		t.Errorf("the bytes as they are get %d, and this test shows nothing", a.status)
	}

	tab := newTab(t)
	tab.open(s.url("site"))
	tab.holds(`document.querySelector("h1").textContent === "Welcome, stranger"`)
	tab.do(chromedp.Click("form button"))
	tab.holds(`document.querySelector("h1")?.textContent === "Welcome, Kim"`)
	form, err := visitor(s).Post(s.url("site"), "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer form.Body.Close()
	if form.StatusCode != http.StatusForbidden {
		t.Errorf("a form without the token gets %d", form.StatusCode)
	}
}

// startDjango returns the port.
func startDjango(t *testing.T) string {
	t.Helper()
	python := need(t, "/usr/bin/python3", "python3") // the system's, which has the system's packages
	if exec.Command(python, "-c", "import django").Run() != nil {
		missing(t, "Django is not installed here; build/setup/packages.txt says what it is called")
	}
	port, folder := freePort(t), t.TempDir()
	if err := copyOver(folder, "testdata/django"); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-u", "site.py", "runserver", "--noreload", "127.0.0.1:"+port)
	cmd.Dir, cmd.Env = folder, environment(folder)
	start(t, cmd).await("Quit the server")
	return port
}
