package public_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gotunnel/server"
	"gotunnel/server/abuse"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/pages/browsertest"
)

// shop shares an app that says what it was asked.
func (s *site) shop() {
	s.t.Helper()
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, `<p id="app">app `+r.URL.RequestURI())
	})}
	go func() { _ = srv.Serve(tunnel) }()
	s.t.Cleanup(func() { srv.Close() })
}

func (s *site) fetch(client *http.Client, target, accept string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest(http.MethodGet, "http://shop.localhost"+target, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	res, err := client.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(body)
}

// Robots are answered by the server, as the first request of a connection and
// after others, and no client can leave that out.
func TestRobotsStayAway(t *testing.T) {
	s := start(t)
	s.shop()
	client := s.Client()
	for _, target := range []string{"/robots.txt", "/", "/robots.txt", "/a"} {
		_, body := s.fetch(client, target, "*/*")
		want := "<p id=\"app\">app " + target
		if target == "/robots.txt" {
			want = "User-agent: *\nDisallow: /\n"
		}
		if body != want {
			t.Errorf("%s: %q", target, body)
		}
	}
}

func TestFirstVisit(t *testing.T) {
	s := start(t, func(c *server.Config) { c.Abuse = abuse.Config{FirstVisit: true} })
	s.shop()
	client := s.Client()
	client.Jar, _ = cookiejar.New(nil) // has no errors
	if _, body := s.fetch(client, "/data", "application/json"); body != "<p id=\"app\">app /data" {
		t.Errorf("a program: %q", body)
	}
	if res, body := s.fetch(client, "/cart", "text/html"); strings.Contains(body, "app /cart") || res.StatusCode != http.StatusOK {
		t.Errorf("the first visit: %s %q", res.Status, body)
	}
	if _, body := s.fetch(client, "/.gotunnel/visit?to=/cart", "text/html"); body != "<p id=\"app\">app /cart" {
		t.Errorf("after the button: %q", body)
	}
	if _, body := s.fetch(client, "/other", "text/html"); body != "<p id=\"app\">app /other" {
		t.Errorf("the next page: %q", body)
	}
}

func TestFirstVisitInABrowser(t *testing.T) {
	s := start(t, func(c *server.Config) { c.Abuse = abuse.Config{FirstVisit: true, Report: "mailto:abuse@example.com"} })
	s.shop()
	ctx := browsertest.Start(t)
	_, port, _ := strings.Cut(s.Addr, ":")
	browsertest.Do(ctx, t, chromedp.Navigate("http://shop.localhost:"+port+"/cart?a=b&c"))
	browsertest.Do(ctx, t, chromedp.Click("form > button"), chromedp.WaitVisible("#app"))
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.textContent"))
	if err != nil || text != "app /cart?a=b&c" {
		t.Errorf("the button led to %q, %v", text, err)
	}
}

func TestTooManyAddresses(t *testing.T) {
	s := start(t, func(c *server.Config) { c.Abuse = abuse.Config{Addresses: 1} })
	s.shop()
	if res, _ := s.fetch(s.Client(), "/", "*/*"); res.StatusCode != http.StatusOK {
		t.Errorf("the first address: %s", res.Status)
	}
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 2)}} // all of 127/8 is here
	conn, err := d.DialContext(t.Context(), "tcp", s.Addr)
	if err != nil {
		t.Skip("no second address: ", err)
	}
	v := newPeer(t, conn)
	v.send(request("shop.localhost", "/"))
	v.wantPage(http.StatusForbidden)
}

// clientFrom makes a client that comes from another address; all of 127/8 is here.
func (s *site) clientFrom(ip string) *http.Client {
	s.t.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(ip)}}
	conn, err := d.DialContext(s.t.Context(), "tcp", s.Addr)
	if err != nil {
		s.t.Skip("no second address: ", err)
	}
	_ = conn.Close()
	client := s.Client()
	client.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, s.Addr)
	}
	return client
}

// A client's look at its own link is no visitor, and lets none in besides.
func TestASelfCheckIsNotCounted(t *testing.T) {
	s := start(t, func(c *server.Config) { c.Abuse = abuse.Config{Addresses: 1} })
	s.shop()
	const check = "/.well-known/gotunnel/check-once"
	owner, guest := s.Client(), s.clientFrom("127.0.0.2")
	for _, step := range []struct {
		who            *http.Client
		target, accept string
		status         int
	}{
		{owner, check, "text/plain", http.StatusOK},
		{guest, "/", "text/html", http.StatusOK},
		{owner, check, "text/plain", http.StatusOK},
		{owner, check, "text/html", http.StatusForbidden},
		{owner, check, "text/plain", http.StatusOK},
		{owner, "/", "text/plain", http.StatusForbidden}, // on the same connection
	} {
		if res, body := s.fetch(step.who, step.target, step.accept); res.StatusCode != step.status {
			t.Errorf("%s for %s: %s %s", step.target, step.accept, res.Status, body)
		}
	}
}
