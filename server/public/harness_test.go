package public_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// patience is how long a test waits for what must come before it fails.
const patience = 20 * time.Second

// site is a whole server.
type site struct {
	*servertest.Server
	t       *testing.T
	figures *metrics.Set
}

func start(t *testing.T, options ...func(*server.Config)) *site {
	t.Helper()
	figures := metrics.NewSet()
	options = append(options, func(c *server.Config) { c.Metrics = figures })
	return &site{Server: servertest.Start(t, options...), t: t, figures: figures}
}

// in is the site for a part of the test.
func (s *site) in(t *testing.T) *site { return &site{Server: s.Server, t: t, figures: s.figures} }

// share makes a tunnel with a client of its own.
func (s *site) share(cfg tunnelcore.TunnelConfig) *tunnelcore.Tunnel {
	s.t.Helper()
	return listen(s.t, &tunnelcore.Client{Server: s.Addr}, cfg)
}

func listen(t *testing.T, c *tunnelcore.Client, cfg tunnelcore.TunnelConfig) *tunnelcore.Tunnel {
	t.Helper()
	t.Cleanup(func() { c.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tunnel, err := c.Listen(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return tunnel
}

// visit is a visitor's connection.
func (s *site) visit() *peer {
	s.t.Helper()
	return dial(s.t, s.Addr)
}

func dial(t *testing.T, addr string) *peer {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return newPeer(t, conn)
}

// counts is a figure of the server.
func (s *site) counts(name string) string {
	s.t.Helper()
	var all bytes.Buffer
	s.figures.WritePrometheus(&all)
	for line := range strings.Lines(all.String()) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(value)
		}
	}
	s.t.Fatalf("no figure %s", name)
	return ""
}

// stopped stops the server and checks that nothing of its visitors is left.
func (s *site) stopped() {
	s.t.Helper()
	s.Stop()
	if open := s.counts("gotunneld_visitors_open"); open != "0" {
		s.t.Errorf("%s visitors are open after the end", open)
	}
}

// peer is one end of a connection under test: a visitor or an app. Everything
// it waits for must come within [patience].
type peer struct {
	net.Conn
	t *testing.T
	r *bufio.Reader
}

func newPeer(t *testing.T, conn net.Conn) *peer {
	t.Helper()
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return &peer{Conn: conn, t: t, r: bufio.NewReaderSize(conn, 64<<10)}
}

// app is the app's end of a tunnel's next visitor.
func app(t *testing.T, tunnel *tunnelcore.Tunnel) *peer {
	t.Helper()
	type accepted struct {
		conn net.Conn
		err  error
	}
	got := make(chan accepted, 1)
	go func() {
		conn, err := tunnel.Accept()
		got <- accepted{conn, err}
	}()
	select {
	case a := <-got:
		if a.err != nil {
			t.Fatal(a.err)
		}
		return newPeer(t, a.conn)
	case <-time.After(patience):
		t.Fatal("no visitor came")
		return nil
	}
}

func (p *peer) send(s string) {
	p.t.Helper()
	if _, err := io.WriteString(p.Conn, s); err != nil {
		p.t.Fatalf("send: %v", err)
	}
}

// expect reads exactly what is wanted.
func (p *peer) expect(want string) {
	p.t.Helper()
	got := make([]byte, len(want))
	n, err := io.ReadFull(p.r, got)
	if err != nil || string(got) != want {
		p.t.Fatalf("read %q, %v; want %q", clip(got[:n]), err, clip([]byte(want)))
	}
}

func clip(b []byte) []byte { return b[:min(len(b), 2000)] }

// rest reads to the end, which must not be a reset.
func (p *peer) rest() string {
	p.t.Helper()
	got, err := io.ReadAll(p.r)
	if err != nil {
		p.t.Fatalf("read %q, then %v; want an orderly end", clip(got), err)
	}
	return string(got)
}

// gone waits for the connection to end, however it does, and returns what came
// before.
func (p *peer) gone() string {
	p.t.Helper()
	got, err := io.ReadAll(p.r)
	if ne, ok := err.(net.Error); ok && ne.Timeout() { //nolint:errorlint // as it is
		p.t.Fatalf("the connection stays open after %q", clip(got))
	}
	return string(got)
}

// answer reads one response and its body.
func (p *peer) answer(method string) (*http.Response, string) {
	p.t.Helper()
	resp, err := http.ReadResponse(p.r, &http.Request{Method: method})
	if err != nil {
		p.t.Fatalf("read the answer: %v", err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatalf("read the answer's body: %v", err)
	}
	return resp, string(body)
}

// wantPage reads one of the server's pages and the end of the connection.
func (p *peer) wantPage(status int) string {
	p.t.Helper()
	resp, body := p.answer(http.MethodGet)
	if resp.StatusCode != status || !resp.Close || resp.Header.Get("Gotunnel-Page") == "" {
		p.t.Fatalf("answer %d %v, want the page of %d", resp.StatusCode, resp.Header, status)
	}
	if more := p.rest(); more != "" {
		p.t.Fatalf("after the page: %q", more)
	}
	return body
}

func (p *peer) closeWrite() {
	p.t.Helper()
	if err := p.Conn.(interface{ CloseWrite() error }).CloseWrite(); err != nil {
		p.t.Fatal(err)
	}
}

// reset ends the connection with an RST.
func (p *peer) reset() {
	p.t.Helper()
	if err := p.Conn.(*net.TCPConn).SetLinger(0); err != nil {
		p.t.Fatal(err)
	}
	p.Close()
}

func request(host, path string) string {
	return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"
}

func response(body string) string {
	return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// works checks that a tunnel serves a new visitor.
func (s *site) works(tunnel *tunnelcore.Tunnel) {
	s.t.Helper()
	v := s.visit()
	v.send(request(tunnel.Name()+".localhost", "/works"))
	a := app(s.t, tunnel)
	a.expect(request(tunnel.Name()+".localhost", "/works"))
	a.send(response("it works"))
	a.Close()
	if got := v.rest(); got != response("it works") {
		s.t.Fatalf("the visitor got %q", got)
	}
	v.Close()
}

// untouched fails the test if anybody comes to a tunnel before it ends.
func untouched(t *testing.T, tunnel *tunnelcore.Tunnel) {
	t.Helper()
	var wg sync.WaitGroup
	wg.Go(func() {
		conn, err := tunnel.Accept()
		if err == nil {
			got := make([]byte, 1000)
			n, _ := conn.Read(got)
			t.Errorf("%q came to %s", got[:n], tunnel.Name())
			conn.Close()
		}
	})
	t.Cleanup(func() {
		tunnel.Close()
		wg.Wait()
	})
}

// wantRefused has another client ask for a tunnel that it does not get.
func wantRefused(t *testing.T, s *site, cfg tunnelcore.TunnelConfig, code wire.Code) {
	t.Helper()
	c := &tunnelcore.Client{Server: s.Addr}
	defer c.Close()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := c.Listen(ctx, cfg); !isRefusal(err, code) {
		t.Errorf("Listen: %v, want %s", err, code)
	}
}

func isRefusal(err error, code wire.Code) bool {
	var refusal wire.Error
	return errors.As(err, &refusal) && refusal.Code == code
}
