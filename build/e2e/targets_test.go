package e2e

import (
	"crypto/tls"
	"net"
	"net/http"
	"testing"
)

// Apps that listen in different ways, all shared by one command.
func TestTargets(t *testing.T) {
	t.Parallel()
	six, err := net.Listen("tcp6", "[::1]:0")
	if err != nil {
		t.Skipf("there is no IPv6 loopback here: %v", err)
	}
	port6 := portOf(t, appOn(t, six, says("six")))
	port4 := portOf(t, app(t, says("four")))
	secure := portOf(t, secureApp(t, says("secure")))

	s := serve(t)
	targets := []struct{ name, target, want string }{
		{"port-four", port4, "four"},
		{"port-six", port6, "six"},
		{"local-four", "localhost:" + port4, "four"},
		{"local-six", "localhost:" + port6, "six"},
		{"exact-four", "127.0.0.1:" + port4, "four"},
		{"exact-six", "[::1]:" + port6, "six"},
		{"url", "http://localhost:" + port4, "four"},
		{"self-signed", "https://localhost:" + secure, "secure"},
	}
	var args []string
	for _, target := range targets {
		args = append(args, target.name+"="+target.target)
	}
	c := s.share(args...)
	for range targets[1:] {
		c.next("live")
	}
	for _, target := range targets {
		t.Run(target.name, func(t *testing.T) { mustShow(t, visitor(s), s.url(target.name), target.want) })
	}
}

// secureApp is app with TLS and a certificate that nobody trusts.
func secureApp(t *testing.T, h http.Handler) net.Addr {
	t.Helper()
	pair, err := tls.LoadX509KeyPair(certificate(t, "localhost"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{pair}})
	if err != nil {
		t.Fatal(err)
	}
	return appOn(t, l, h)
}
