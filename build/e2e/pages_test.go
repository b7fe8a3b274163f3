package e2e

import (
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	away    = "This preview isn't running right now. It will open here as soon as it's back."
	nothing = "Nothing is shared at this address."
)

// curl reads plain sentences, and the page if it asks for one.
func TestPagesForCurl(t *testing.T) {
	t.Parallel()
	need(t, "curl")
	s := serve(t)
	s.begin(s.home, "--wait", "shop="+freePort(t)).next("waiting")
	for _, test := range []struct {
		name, accept string
		status       string
		kind, text   string
	}{
		{"shop", "*/*", "502", "text/plain", away},
		{"shop", "text/html", "502", "text/html", "isn’t running"},
		{"nobody", "*/*", "404", "text/plain", nothing},
		{"nobody", "text/html", "404", "text/html", nothing},
	} {
		t.Run(test.name+" "+test.accept, func(t *testing.T) {
			cmd := exec.Command("curl", "--silent", "--noproxy", "*", "--connect-to", "::"+s.addr,
				"--header", "Accept: "+test.accept, "--write-out", "\n%{http_code} %{content_type}", s.url(test.name))
			cmd.Env = environment(home(t))
			got := callCommand(t, cmd)
			if !strings.Contains(got.stdout, test.text) || !strings.Contains(got.stdout, "\n"+test.status+" "+test.kind) {
				t.Errorf("status %d\n%s", got.status, got.stdout)
			}
			if isPage := strings.Contains(got.stdout, "<html"); isPage != (test.kind == "text/html") {
				t.Errorf("HTML: %v\n%s", isPage, got.stdout)
			}
		})
	}
}

// A browser that is shown that the app is away shows the app as soon as it is
// there, at the same place in it.
func TestPageBecomesApp(t *testing.T) {
	t.Parallel()
	s, tab, port := serve(t), newTab(t, http.StatusBadGateway), freePort(t)
	c := s.begin(s.home, "--wait", "shop="+port)
	c.next("waiting")
	tab.open(s.url("shop") + "/cart?items=3#last")
	tab.holds(`document.querySelector("h1").textContent === "This preview isn’t running right now."`)
	tab.picture("not-running")

	appAt(t, "127.0.0.1:"+port, http.HandlerFunc(showPlace))
	tab.holds(`document.querySelector("h1").textContent === "The app at /cart?items=3"`)
	if at, err := chromedp.Run(tab.ctx, chromedp.Location()); err != nil || at != s.url("shop")+"/cart?items=3#last" {
		t.Errorf("the browser is at %s (%v)", at, err)
	}
	c.next("live")
}

// showPlace is an app whose pages say where in it they are.
func showPlace(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprintf(w, `<link rel="icon" href="data:,"><h1>The app at %s</h1>`, r.URL)
}

// An app that was there ends, and starts again: its page is back by itself.
func TestAppRestarts(t *testing.T) {
	t.Parallel()
	s, addr := serveFar(t), "127.0.0.1:"+freePort(t)
	first := &http.Server{Handler: http.HandlerFunc(showPlace)}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = first.Serve(l) }() // until Close
	t.Cleanup(func() { first.Close() })
	c := s.share("shop=" + addr)

	tab := newTab(t, http.StatusBadGateway)
	tab.open(s.url("shop") + "/cart")
	tab.holds(`document.querySelector("h1").textContent === "The app at /cart"`)
	first.Close()
	tab.do(chromedp.Reload())
	tab.holds(`document.querySelector("h1")?.textContent === "This preview isn’t running right now."`)
	c.next("waiting")
	appAt(t, addr, http.HandlerFunc(showPlace))
	tab.holds(`document.querySelector("h1")?.textContent === "The app at /cart"`)
	c.next("live")
}
