package e2e

import (
	"context"
	"encoding/json"
	"net"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// share is a running "gotunnel share --json".
type share struct {
	*process
	url  string // of its first link
	read int    // so many of its lines were looked at
}

// event is one line of --json.
type event struct {
	Event, Name, URL, Target, Error, Code, Message string
}

// share shares targets as the person whose home the server has, and waits until
// the first link is there.
func (s *server) share(args ...string) *share {
	s.t.Helper()
	return s.shareFrom(s.home, args...)
}

// shareFrom is share for the person with this home.
func (s *server) shareFrom(home string, args ...string) *share {
	s.t.Helper()
	c := s.begin(home, args...)
	c.url = c.next("live").URL
	return c
}

// begin is shareFrom without waiting.
func (s *server) begin(home string, args ...string) *share {
	s.t.Helper()
	return &share{process: start(s.t, s.command(home, args...))}
}

func (s *server) command(home string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(programs, "gotunnel"), append([]string{"share", "--json", "--server", s.addr}, args...)...)
	cmd.Env = append(environment(home), s.uncheckable()...)
	if s.token != "" {
		cmd.Env = append(cmd.Env, "GOTUNNEL_TOKEN="+s.token)
	}
	return cmd
}

// uncheckable has the client not open links of a server that it can't: one on
// another computer, or one that only the browser finds.
func (s *server) uncheckable() []string {
	if s.domain == "localhost" && strings.HasPrefix(s.addr, "127.0.0.1:") {
		return nil
	}
	return []string{"GOTUNNEL_NO_CHECK=true"}
}

// next waits for the next event of a kind, past any others.
func (c *share) next(kind string) event {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 2*patience) // the pauses between tries grow to 30 s
	defer cancel()
	for {
		line, ok := c.out.at(ctx, c.read)
		if !ok {
			c.t.Fatalf("gotunnel ended, or took %v, without an event %q", 2*patience, kind)
		}
		c.read++
		var e event
		if json.Unmarshal([]byte(line), &e) == nil && e.Event == kind {
			return e
		}
	}
}

// portOf is the port of a listener's address, which is what people share.
func portOf(t *testing.T, addr net.Addr) string {
	t.Helper()
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		t.Fatalf("%v has no port", addr)
	}
	return strconv.Itoa(tcp.Port)
}
