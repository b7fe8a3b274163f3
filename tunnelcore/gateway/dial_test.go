package gateway_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

// askedAs is the Host that an app at target gets, wherever that is.
func askedAs(t *testing.T, to string) string {
	t.Helper()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Host)
	}))
	t.Cleanup(app.Close)
	s := serveAt(t, app.Listener.Addr().String(), func(p *gateway.Proxy) {
		p.Target = target(t, to)
		p.Dial = func(ctx context.Context) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", app.Listener.Addr().String())
		}
	}, nil)
	_, body := s.get("/")
	return body
}

// Apps that listen on one of the two loopback addresses, or speak TLS with a
// certificate that nobody signed, are found.
func TestApps(t *testing.T) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello ", r.Host) })
	for _, network := range []string{"tcp4", "tcp6"} {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, TLS %v", network, secure), func(t *testing.T) {
				app := httptest.NewUnstartedServer(hello)
				ln, err := net.Listen(network, map[string]string{"tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"}[network])
				if err != nil {
					t.Skip("this computer has no such address: ", err)
				}
				app.Listener, _ = ln, app.Listener.Close()
				scheme := "http"
				if secure {
					app.StartTLS()
					scheme = "https"
				} else {
					app.Start()
				}
				t.Cleanup(app.Close)
				_, port, _ := net.SplitHostPort(ln.Addr().String())
				s := serveAt(t, ln.Addr().String(), func(p *gateway.Proxy) {
					p.Target = target(t, scheme+"://localhost:"+port)
				}, nil)
				for range 2 {
					if _, body := s.get("/"); body != "hello "+s.own {
						t.Errorf("got %q, want hello %s", body, s.own)
					}
				}
			})
		}
	}
}
