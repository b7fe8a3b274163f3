package public_test

import (
	"crypto/tls"
	"net/http"
	"strings"
	"testing"

	"gotunnel/tunnelcore"
)

// The server's own host shows its own pages, and no share's.
func TestTheServersOwnPages(t *testing.T) {
	_, withTLS := visitorTLS(t)
	s := start(t, withTLS)
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "web"}))
	cases := []struct {
		name, serverName, host, path string
		status                       int
		body                         string
	}{
		{"home", "", "localhost", "/", 200, "This is the Gotunnel server localhost."},
		{"home in another spelling", "", "LOCALHOST.:80", "/?a", 200, "This is the Gotunnel server localhost."},
		{"an invite", "", "localhost", "/i", 200, "gotunnel login"},
		{"robots", "", "localhost", "/robots.txt", 200, "Disallow: /"},
		{"another path", "", "localhost", "/x", 404, "Nothing is shared"},
		{"the same path of a name", "", "none.localhost", "/i", 404, "Nothing is shared"},
		{"an invite over TLS", "localhost", "localhost", "/i", 200, "gotunnel login"},
		{"over another's TLS", "web.localhost", "localhost", "/i", 404, "Nothing is shared"},
		{"a name over its TLS", "localhost", "web.localhost", "/", 421, "mixed up"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			p := v
			if c.serverName != "" {
				p = newPeer(t, tls.Client(v.Conn, &tls.Config{ServerName: c.serverName, InsecureSkipVerify: true})) //nolint:gosec // a test's
			}
			p.send(request(c.host, c.path))
			resp, body := p.answer(http.MethodGet)
			if resp.StatusCode != c.status || !resp.Close || !strings.Contains(body, c.body) {
				t.Errorf("%s: %q", resp.Status, body)
			}
			v.Close()
		})
	}
	s.stopped()
}
