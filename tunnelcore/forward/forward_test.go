package forward_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func target(t *testing.T, addr net.Addr) *upstream.Target {
	t.Helper()
	target, err := upstream.Parse(addr.String())
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// serve runs f on a new listener; visits come on the channel. The test fails
// if Serve does not return nil when it ends.
func serve(t *testing.T, f *forward.Forwarder) (addr string, visits <-chan forward.Visit) {
	t.Helper()
	ln := listen(t)
	ended := make(chan forward.Visit, 16)
	f.OnVisitor = func(v forward.Visit) { ended <- v }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- f.Serve(ctx, ln) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("after Serve, Accept: %v, want a closed listener", err)
		}
	})
	return ln.Addr().String(), ended
}

func dial(t *testing.T, addr string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn.(*net.TCPConn)
}

// The app answers only once the visitor has ended its direction, so the
// half-close must get through, and every byte with it.
func TestBytesPassUntouched(t *testing.T) {
	app := listen(t)
	go func() {
		conn, err := app.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		all, _ := io.ReadAll(conn)
		_, _ = conn.Write(changed(all))
	}()
	addr, visits := serve(t, &forward.Forwarder{Target: target(t, app.Addr()), Kind: wire.TCP})
	sent := bytes.Repeat([]byte("not http \x00\xff"), 100_000)
	visitor := dial(t, addr)
	go func() {
		_, _ = visitor.Write(sent)
		_ = visitor.CloseWrite()
	}()
	got, err := io.ReadAll(visitor)
	if err != nil || !bytes.Equal(got, changed(sent)) {
		t.Errorf("got %d bytes back (%v), want the %d sent", len(got), err, len(sent))
	}
	visit := <-visits
	want := forward.Visit{Visitor: visitor.LocalAddr(), Up: int64(len(sent)), Down: int64(len(sent))}
	if visit.Visitor.String() != want.Visitor.String() || visit.Up != want.Up || visit.Down != want.Down || visit.Err != nil {
		t.Errorf("got visit %+v, want %+v", visit, want)
	}
	if visit.Began.IsZero() || visit.Took <= 0 {
		t.Errorf("got a visit that began %v and took %v", visit.Began, visit.Took)
	}
}

func changed(p []byte) []byte { return bytes.ReplaceAll(p, []byte("not"), []byte("NOT")) }

// An app that is away: HTTP visitors get the page, others a closed connection.
func TestAppAway(t *testing.T) {
	page := func(html, head bool) string { return string(pages.NotRunning.Response(html, head)) }
	tests := []struct {
		name string
		kind wire.Kind
		send string
		want string
	}{
		{name: "browser", send: "GET / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", want: page(true, false)},
		{name: "Accept in two fields", send: "GET / HTTP/1.1\r\nHost: x\r\nAccept: a/b\r\nAccept: text/html\r\n\r\n", want: page(true, false)},
		{name: "curl", kind: wire.HTTP, send: "GET / HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n", want: page(false, false)},
		{name: "HEAD", send: "HEAD / HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\n\r\n", want: page(true, true)},
		{name: "POST with a body", send: "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody", want: page(false, false)},
		{name: "no HTTP", send: "\x16\x03\x01\x00\x05hello\r\n\r\n"},
		{name: "a head without end", send: "GET / HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("y", 16<<10)},
		{name: "silence, then an end", send: ""},
		{name: "TCP", kind: wire.TCP, send: ""},
		{name: "passthrough", kind: wire.TLS, send: ""},
	}
	app := listen(t)
	app.Close()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			addr, visits := serve(t, &forward.Forwarder{Target: target(t, app.Addr()), Kind: test.kind})
			visitor := dial(t, addr)
			_, _ = io.WriteString(visitor, test.send)
			if test.kind != wire.TCP && test.kind != wire.TLS {
				_ = visitor.CloseWrite()
			}
			got, _ := io.ReadAll(visitor) // a reset, where more was sent than read, is an end too
			if string(got) != test.want {
				t.Errorf("got %q\nwant %q", got, test.want)
			}
			if visit := <-visits; !errors.Is(visit.Err, forward.ErrAppAway) || visit.Up != 0 || visit.Down != 0 {
				t.Errorf("got visit %+v, want one without an app that moved nothing", visit)
			}
		})
	}
}

// The end of ctx breaks off relays and answers that wait for a request alike.
func TestShutdownBreaksOff(t *testing.T) {
	app := listen(t)
	accepted := make(chan struct{})
	go func() {
		conn, err := app.Accept()
		if err == nil {
			t.Cleanup(func() { conn.Close() })
			close(accepted)
		}
	}()
	ln := listen(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	visits := make(chan forward.Visit, 1)
	f := &forward.Forwarder{Target: target(t, app.Addr()), OnVisitor: func(v forward.Visit) { visits <- v }}
	done := make(chan error, 1)
	go func() { done <- f.Serve(ctx, ln) }()
	visitor := dial(t, ln.Addr().String())
	<-accepted

	cancel()
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if visit := <-visits; !errors.Is(visit.Err, context.Canceled) {
		t.Errorf("got visit %+v, want one that was cancelled", visit)
	}
	if _, err := io.ReadAll(visitor); err == nil {
		t.Error("the visitor can't tell the broken connection from a finished one")
	}
}

func TestAcceptFails(t *testing.T) {
	broken := errors.New("the share ended")
	f := &forward.Forwarder{}
	if err := f.Serve(t.Context(), failing{listen(t), broken}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

type failing struct {
	net.Listener
	err error
}

func (f failing) Accept() (net.Conn, error) { return nil, f.err }

// Limits reach the relay.
func TestLimits(t *testing.T) {
	app := listen(t)
	addr, visits := serve(t, &forward.Forwarder{
		Target: target(t, app.Addr()),
		Limits: relay.Limits{Idle: 20 * time.Millisecond},
	})
	dial(t, addr)
	if visit := <-visits; !errors.Is(visit.Err, relay.ErrIdle) {
		t.Errorf("got %v, want %v", visit.Err, relay.ErrIdle)
	}
}

// A real HTTP client through a real HTTP app, keep-alive included.
func TestHTTP(t *testing.T) {
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Host+r.URL.Path)
	}))
	defer app.Close()
	addr, visits := serve(t, &forward.Forwarder{Target: target(t, app.Listener.Addr())})
	client := &http.Client{Transport: &http.Transport{}}
	for _, path := range []string{"/one", "/two"} {
		response, err := client.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		if string(body) != addr+path {
			t.Errorf("got %q, want %q", body, addr+path)
		}
	}
	client.CloseIdleConnections()
	if visit := <-visits; visit.Err != nil || visit.Up == 0 || visit.Down == 0 {
		t.Errorf("got visit %+v, want one for both requests", visit)
	}
	if len(visits) != 0 {
		t.Error("got a second connection")
	}
}
