package gateway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"gotunnel/tunnelcore/gateway"
)

// serving runs Serve in a bubble until body returns, and then checks that it
// ends within the grace.
func serving(t *testing.T, h http.Handler, body func(t *testing.T, n *network, stop func())) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		n := newNetwork(true)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- gateway.Serve(ctx, n, h) }()
		body(t, n, cancel)
		cancel()
		began := time.Now()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("Serve took %v to end", took)
		}
		select {
		case <-n.closed:
		default:
			t.Error("the listener was left open")
		}
	})
}

func (n *network) client() *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return n.Dial(ctx) },
	}}
}

// An answer under way is finished; who comes later is not let in.
func TestServeFinishes(t *testing.T) {
	h := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(time.Second / 2)
		fmt.Fprint(w, "whole")
	})
	serving(t, h, func(t *testing.T, n *network, stop func()) {
		got := make(chan string)
		go func() {
			res, err := n.client().Get(link)
			if err != nil {
				got <- err.Error()
				return
			}
			defer res.Body.Close()
			got <- readAll(t, res.Body)
		}()
		synctest.Wait()
		stop()
		synctest.Wait()
		if res, err := n.client().Get(link); err == nil {
			_ = res.Body.Close()
			t.Error("a visitor was let in after the end")
		}
		if body := <-got; body != "whole" {
			t.Errorf("got %q", body)
		}
	})
}

// Streams and WebSockets are broken off, and idle connections closed.
func TestServeBreaksOff(t *testing.T) {
	app := http.NewServeMux()
	app.Handle("/socket", echo(t))
	app.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	app.HandleFunc("/idle", func(http.ResponseWriter, *http.Request) {})
	serving(t, app, func(t *testing.T, n *network, stop func()) {
		client := n.client()
		for _, path := range []string{"/idle", "/events"} {
			res, err := client.Get(link + path)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if path == "/idle" {
				_ = readAll(t, res.Body)
				continue
			}
			go func() {
				if _, err := io.ReadAll(res.Body); err == nil {
					t.Error("a stream that was broken off looked whole")
				}
			}()
		}
		conn, _, err := websocket.Dial(t.Context(), link+"/socket", &websocket.DialOptions{HTTPClient: client})
		if err != nil {
			t.Fatal(err)
		}
		stop()
		if _, _, err := conn.Read(t.Context()); !errors.Is(err, io.EOF) {
			t.Errorf("the WebSocket ended with %v", err)
		}
	})
}

// A connection is kept for more than ten quiet minutes.
func TestServeKeeps(t *testing.T) {
	serving(t, hello, func(t *testing.T, n *network, _ func()) {
		client := n.client()
		for range 3 {
			res, err := client.Get(link)
			if err != nil {
				t.Fatal(err)
			}
			_ = readAll(t, res.Body)
			_ = res.Body.Close()
			time.Sleep(11 * time.Minute)
		}
		if got := n.dials.Load(); got != 1 {
			t.Errorf("%d connections", got)
		}
	})
}

type brokenListener struct{ net.Listener }

var errBroken = errors.New("broken")

func (brokenListener) Accept() (net.Conn, error) { return nil, errBroken }

func TestServeFails(t *testing.T) {
	if err := gateway.Serve(t.Context(), brokenListener{listen(t)}, hello); !errors.Is(err, errBroken) {
		t.Errorf("Serve: %v", err)
	}
}
