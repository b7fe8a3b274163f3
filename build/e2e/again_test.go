package e2e

import (
	"strings"
	"syscall"
	"testing"
)

// The client is killed and a person starts it again: the name is still theirs,
// and was nobody else's meanwhile.
func TestClientKilled(t *testing.T) {
	t.Parallel()
	s := serve(t)
	port := portOf(t, app(t, says("mine")))
	c := s.share(port, "--name", "shop")
	c.kill()

	other := callCommand(t, s.command(home(t), port, "--name", "shop"))
	if other.status != 1 || !strings.Contains(other.stderr, "taken") {
		t.Errorf("somebody else who wants the name: status %d, %q", other.status, other.stderr)
	}
	if again := s.share(port, "--name", "shop"); again.url != c.url {
		t.Errorf("the link is now %s, was %s", again.url, c.url)
	}
	mustShow(t, visitor(s), c.url, "mine")
}

// Ctrl-C ends the share: the program says so and succeeds, the link has ended,
// and the name is free for others.
func TestCtrlC(t *testing.T) {
	t.Parallel()
	s := serve(t)
	port := portOf(t, app(t, says("mine")))
	c := s.share("shop=" + port)
	c.signal(syscall.SIGINT)
	if status := c.exit(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
	if last := c.out.tail(1); last != `{"event":"ended","name":"shop"}` {
		t.Errorf("the last line is %s", last)
	}
	if all := c.out.tail(100); strings.Contains(all, "reconnecting") {
		t.Errorf("it says that the connection was lost:\n%s", all)
	}
	if a := mustOpen(t, visitor(s), c.url); a.status != 410 || a.body != "This share has ended.\n" {
		t.Errorf("the link answers %d %q", a.status, a.body)
	}
	s.shareFrom(home(t), "shop="+portOf(t, app(t, says("theirs"))))
	mustShow(t, visitor(s), c.url, "theirs")
}
