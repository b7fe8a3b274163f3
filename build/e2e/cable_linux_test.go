package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// serveOn starts a gotunneld on a computer of its own, which others can reach, so
// it lets only an account in.
func serveOn(t *testing.T, c *computer) *server {
	t.Helper()
	s := newServer(t, "localhost", c.addr+":8080")
	s.admit("team")
	c.inside(s.again)
	return s
}

// A server on another computer is known by its pin.
func TestPin(t *testing.T) {
	t.Parallel()
	there, here := twoComputers(t)
	s := serveOn(t, there)
	port := portOf(t, here.app(says("pinned")))
	try := func(args ...string) result {
		var got result
		here.inside(func() { got = callCommand(t, s.command(home(t), append([]string{"shop=" + port}, args...)...)) })
		return got
	}

	if got := try(); got.status != 1 || !strings.Contains(got.stderr, "isn't valid") || !strings.Contains(got.stderr, "We didn't send your token.") {
		t.Errorf("without the pin: status %d\n%s", got.status, got.stderr)
	}
	other := "sha256:" + strings.Repeat("A", 43)
	if got := try("--pin", other); got.status != 1 || !strings.Contains(got.stderr, s.pin()) {
		t.Errorf("with another pin: status %d\n%s", got.status, got.stderr)
	}
	c := &share{process: here.start(s.command(home(t), "shop="+port, "--pin", s.pin()))}
	c.next("live")
	mustShow(t, visitorOn(there, s), s.url("shop"), "pinned")
}

// The sharer's cable is out until both sides have noticed. When it is in again,
// the link works by itself.
func TestCable(t *testing.T) {
	t.Parallel()
	there, here := twoComputers(t)
	s, ip := serveOn(t, there), need(t, "ip")
	port := portOf(t, here.app(says("plugged in")))
	c := &share{process: here.start(s.command(home(t), "shop="+port, "--pin", s.pin()))}
	link := c.next("live").URL
	client := visitorOn(there, s)
	mustShow(t, client, s.url("shop"), "plugged in")

	here.run(ip, "link", "set", here.end, "down")
	c.next("reconnecting")
	s.await("session ended")
	here.run(ip, "link", "set", here.end, "up")
	if again := c.next("live").URL; again != link {
		t.Errorf("the link is now %s, was %s", again, link)
	}
	client.CloseIdleConnections()
	mustShow(t, client, s.url("shop"), "plugged in")
}

// visitorOn is a visitor on the same computer as the server.
func visitorOn(c *computer, s *server) *http.Client {
	return &http.Client{Timeout: patience, Transport: &http.Transport{DialContext: c.dial(s.addr)}}
}
