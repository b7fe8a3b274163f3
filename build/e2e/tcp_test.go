package e2e

import (
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"gotunnel/server/servertest/freeport"
)

// tcpServer is a server that has ports to share.
func tcpServer(t *testing.T) *server {
	t.Helper()
	first := freeport.Row(t, 4)
	return serve(t, "--tcp-ports", fmt.Sprintf("%d-%d", first, first+3))
}

// shareTCP shares the app on port and returns the port of the link.
func (s *server) shareTCP(port string) string {
	s.t.Helper()
	live := s.share("--tcp", port)
	link, err := url.Parse(live.url)
	if err != nil || link.Scheme != "tcp" || link.Port() == "" {
		s.t.Fatalf("the link is %q, want tcp://HOST:PORT", live.url)
	}
	return link.Port()
}

// redis-cli through a TCP share: one answer, and ten thousand in a pipeline.
func TestRedis(t *testing.T) {
	t.Parallel()
	cli := need(t, "redis-cli")
	port := tcpServer(t).shareTCP(startRedis(t))
	if got := mustCall(t, cli, "-p", port, "SET", "greeting", "hello"); got != "OK" {
		t.Errorf("SET answers %q", got)
	}
	if got := mustCall(t, cli, "-p", port, "GET", "greeting"); got != "hello" {
		t.Errorf("GET answers %q", got)
	}
	pipe := exec.Command(cli, "-p", port, "--pipe")
	pipe.Stdin = strings.NewReader(strings.Repeat("INCR visits\r\n", 10_000))
	pipe.Env = environment(home(t))
	if got := callCommand(t, pipe); got.status != 0 || !strings.Contains(got.stdout, "errors: 0, replies: 10000") {
		t.Errorf("the pipeline: status %d\n%s", got.status, got.stdout)
	}
	if got := mustCall(t, cli, "-p", port, "GET", "visits"); got != "10000" {
		t.Errorf("after 10000 INCR there are %s", got)
	}
}

// startRedis returns the port.
func startRedis(t *testing.T) string {
	t.Helper()
	port, folder := freePort(t), t.TempDir()
	cmd := exec.Command(need(t, "redis-server"), "--bind", "127.0.0.1", "--port", port, "--dir", folder, "--save", "")
	cmd.Env = environment(folder)
	start(t, cmd).await("Ready to accept connections")
	return port
}
