package gateway_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/upstream"
)

const (
	linkHost = "shop.localhost:8080"
	link     = "http://" + linkHost
)

// share is an app behind a gateway, on real sockets.
type share struct {
	t    *testing.T
	app  string // the app's address, 127.0.0.1:port
	own  string // what a browser on this computer calls it, localhost:port
	addr string // the gateway's address
	http *http.Client
}

// serve shares app until the test ends. edit may change the proxy, wrap what
// goes around it; both may be nil.
func serve(t *testing.T, app http.Handler, edit func(*gateway.Proxy), wrap func(http.Handler) http.Handler) *share {
	t.Helper()
	srv := httptest.NewServer(app)
	t.Cleanup(srv.Close)
	return serveAt(t, srv.Listener.Addr().String(), edit, wrap)
}

func serveAt(t *testing.T, addr string, edit func(*gateway.Proxy), wrap func(http.Handler) http.Handler) *share {
	t.Helper()
	_, port, _ := net.SplitHostPort(addr)
	p := &gateway.Proxy{Target: target(t, addr), Origin: link}
	if edit != nil {
		edit(p)
	}
	var h http.Handler = p
	if wrap != nil {
		h = wrap(h)
	}
	ln := listen(t)
	s := &share{t: t, app: addr, own: "localhost:" + port, addr: ln.Addr().String()}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- gateway.Serve(ctx, ln, h) }()
	s.http = s.client()
	t.Cleanup(func() {
		s.http.CloseIdleConnections()
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		_ = p.Close()
	})
	return s
}

// everything goes around an app whose policy asks for all that there is.
func everything(h http.Handler) http.Handler {
	limit := &gateway.Limit{Bandwidth: 1 << 30}
	return (&gateway.Visitors{}).Wrap(limit.Wrap(gateway.NoIndex(gateway.Compress(h))))
}

// client is a visitor's, with connections of its own, that follows no redirect
// and undoes no compression.
func (s *share) client() *http.Client {
	transport := &http.Transport{
		DisableCompression: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.addr)
		},
	}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// do sends a request to the share. The body is closed when the test ends.
func (s *share) do(method, path string, body io.Reader, header ...string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, link+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, h := range header {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Add(name, value)
	}
	res, err := s.http.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// get is do for GET, and the whole body.
func (s *share) get(path string, header ...string) (*http.Response, string) {
	s.t.Helper()
	res := s.do(http.MethodGet, path, nil, header...)
	return res, readAll(s.t, res.Body)
}

// raw sends a request as it is written, with \n for CRLF, and returns the
// connection to read the answer from.
func (s *share) raw(request string) (net.Conn, *bufio.Reader) {
	s.t.Helper()
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	fmt.Fprint(conn, strings.ReplaceAll(request, "\n", "\r\n"))
	return conn, bufio.NewReader(conn)
}

func readAll(t *testing.T, r io.Reader) string {
	t.Helper()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	return ln
}

func target(t *testing.T, addr string) *upstream.Target {
	t.Helper()
	to, err := upstream.Parse(addr)
	if err != nil {
		t.Fatal(err)
	}
	return to
}
