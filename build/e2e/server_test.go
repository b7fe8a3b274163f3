package e2e

import (
	"net"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// server is a running gotunneld.
type server struct {
	*process
	t      *testing.T
	addr   string   // where it listens, HOST:PORT
	domain string   // under which links are
	args   []string // beside the address
	home   string   // of the person who shares when a test names nobody
	token  string   // of whom a test lets in; empty: the server is open
}

// serve starts a gotunneld on a free port, and waits until it is ready.
func serve(t *testing.T, args ...string) *server {
	t.Helper()
	return serveAt(t, "127.0.0.1:0", args...)
}

func serveAt(t *testing.T, addr string, args ...string) *server {
	t.Helper()
	return serveUnder(t, "localhost", addr, args...)
}

// far is a domain that no app takes for this computer. The browser finds it here.
const far = "share.test"

// serveFar is serve for links that look as if they were on the internet.
func serveFar(t *testing.T) *server {
	t.Helper()
	return serveUnder(t, far, "127.0.0.1:0")
}

func serveUnder(t *testing.T, domain, addr string, args ...string) *server {
	t.Helper()
	s := newServer(t, domain, addr, args...)
	s.again()
	return s
}

// newServer is one that does not run yet.
func newServer(t *testing.T, domain, addr string, args ...string) *server {
	t.Helper()
	s := &server{t: t, addr: addr, domain: domain, home: home(t)}
	s.args = append([]string{"--domain", domain, "--data", s.data()}, args...)
	return s
}

func (s *server) data() string { return filepath.Join(s.home, "server") }

// admit makes an account, in which the test's sharers are from now on.
func (s *server) admit(account string) {
	s.t.Helper()
	gotunneld := filepath.Join(programs, "gotunneld")
	mustCall(s.t, gotunneld, "account", "add", account, "--data", s.data())
	s.token = mustCall(s.t, gotunneld, "token", "create", account, "--data", s.data())
}

var listening = regexp.MustCompile(`listening"? .*addr=(\S+)`)

// again starts the server where it was, with the data it had.
func (s *server) again() {
	s.t.Helper()
	cmd := exec.Command(filepath.Join(programs, "gotunneld"), append([]string{"serve", "--listen", s.addr}, s.args...)...)
	cmd.Env = environment(s.home)
	s.process = start(s.t, cmd)
	line := s.await("listening")
	match := listening.FindStringSubmatch(line)
	if match == nil {
		s.t.Fatalf("no address in %q", line)
	}
	s.addr = match[1]
}

// pin is the pin of the server's key, as the operator asks for it.
func (s *server) pin() string {
	s.t.Helper()
	got := call(s.t, filepath.Join(programs, "gotunneld"), "pin", "--data", s.data())
	if got.status != 0 {
		s.t.Fatalf("gotunneld pin: status %d\n%s", got.status, got.stderr)
	}
	return got.stdout
}

func (s *server) port() string {
	_, port, _ := net.SplitHostPort(s.addr) // it listens there
	return port
}

// url is the link of the share with this name.
func (s *server) url(name string) string { return "http://" + name + "." + s.domain + ":" + s.port() }
