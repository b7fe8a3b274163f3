package ending

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"testing"
	"time"
)

// serve starts a real server whose share ends when the returned function is called.
func serve(t *testing.T, next http.Handler) (address string, end func()) {
	over := make(chan struct{})
	e := New(time.Time{}, func() { close(over) })
	t.Cleanup(e.Close)
	server := httptest.NewServer(e.Wrap(next))
	t.Cleanup(server.Close)
	return server.Listener.Addr().String(), func() {
		t.Helper()
		if err := e.Extend(time.Now().Add(10 * time.Millisecond)); err != nil {
			t.Fatal(err)
		}
		<-over
	}
}

// dial connects as a visitor does who sends one request.
func dial(t *testing.T, address, request string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second)) // only so that a failure ends
	if _, err := io.WriteString(conn, request); err != nil {
		t.Fatal(err)
	}
	return conn, bufio.NewReader(conn)
}

// proxy stands before an app as the gateway does.
func proxy(t *testing.T, app http.HandlerFunc) http.Handler {
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	to, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
}

const plainGet = "GET / HTTP/1.1\r\nHost: shop\r\n\r\n"

func TestCutsEvents(t *testing.T) {
	gone := make(chan struct{})
	address, end := serve(t, proxy(t, func(w http.ResponseWriter, r *http.Request) {
		defer close(gone)
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	_, in := dial(t, address, plainGet)
	resp, err := http.ReadResponse(in, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 9)); err != nil {
		t.Fatal(err)
	}
	end()
	if rest, err := io.ReadAll(resp.Body); err == nil {
		t.Errorf("the events ended as if they were complete, with %q", rest)
	} else if isTimeout(err) {
		t.Error("the events go on")
	}
	<-gone // the app was told
}

// A visitor who takes nothing keeps a handler in Write, where no context reaches it.
func TestCutsStalledDownload(t *testing.T) {
	started, ended := make(chan struct{}), make(chan error, 1)
	address, end := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(started)
		_, err := io.Copy(w, zeros{})
		ended <- err
	}))
	dial(t, address, plainGet)
	<-started
	end()
	if err := <-ended; err == nil {
		t.Error("the download ended without an error")
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestCutsStalledUpload(t *testing.T) {
	started, ended := make(chan struct{}), make(chan error, 1)
	address, end := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		_, err := io.Copy(io.Discard, r.Body)
		ended <- err
	}))
	dial(t, address, "POST / HTTP/1.1\r\nHost: shop\r\nContent-Length: 100\r\n\r\nsome")
	<-started
	end()
	if err := <-ended; err == nil {
		t.Error("the upload ended without an error")
	}
}

func TestCutsUpgrade(t *testing.T) {
	address, end := serve(t, proxy(t, echo))
	conn, in := dial(t, address, "GET / HTTP/1.1\r\nHost: shop\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	resp, err := http.ReadResponse(in, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("no upgrade: %v %v", resp, err)
	}
	if _, err := io.WriteString(conn, "ping"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(in, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	end()
	if n, err := in.Read(make([]byte, 1)); n > 0 || isTimeout(err) {
		t.Errorf("the WebSocket goes on: %v", err)
	}
}

// echo switches protocols and sends back what it gets.
func echo(w http.ResponseWriter, _ *http.Request) {
	conn, in, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer conn.Close()
	fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
	_, _ = io.Copy(conn, in)
}

func isTimeout(err error) bool {
	timeout, ok := err.(net.Error) //nolint:errorlint // what a connection returns is not wrapped
	return ok && timeout.Timeout()
}

// A connection that was kept alive across the end shows the page, not the app.
func TestKeptAliveConnection(t *testing.T) {
	address, end := serve(t, app)
	conn, in := dial(t, address, plainGet)
	for _, want := range []int{http.StatusOK, http.StatusGone} {
		resp, err := http.ReadResponse(in, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Fatalf("status %d, want %d", resp.StatusCode, want)
		}
		if want == http.StatusOK {
			end()
			if _, err := io.WriteString(conn, plainGet); err != nil {
				t.Fatal(err)
			}
		}
	}
}
