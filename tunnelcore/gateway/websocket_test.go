package gateway_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// echo is an app with a WebSocket for pages of its own origin only.
func echo(t *testing.T) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"hmr"}})
		if err != nil {
			return // Accept has answered
		}
		defer conn.CloseNow() //nolint:errcheck // closed already, mostly
		conn.SetReadLimit(-1)
		for {
			kind, message, err := conn.Read(r.Context())
			if err != nil {
				return
			}
			if err := conn.Write(r.Context(), kind, message); err != nil {
				t.Errorf("app: %v", err)
			}
		}
	})
}

func (s *share) open(origin string) (*websocket.Conn, *http.Response, error) {
	return s.openAt("/", origin)
}

func (s *share) openAt(path, origin string) (*websocket.Conn, *http.Response, error) {
	return websocket.Dial(s.t.Context(), link+path, &websocket.DialOptions{
		HTTPClient: s.http, HTTPHeader: http.Header{"Origin": {origin}}, Subprotocols: []string{"hmr"},
	})
}

// roundTrip is what comes back for a text.
func roundTrip(t *testing.T, conn *websocket.Conn, text string) string {
	t.Helper()
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(text)); err != nil {
		t.Fatal(err)
	}
	_, got, err := conn.Read(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

func TestWebSocket(t *testing.T) {
	s := serve(t, echo(t), nil, everything)
	conn, res, err := s.open(link)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow() //nolint:errcheck // closed already, mostly
	conn.SetReadLimit(-1)
	if got := res.Header.Get("Sec-Websocket-Protocol"); got != "hmr" {
		t.Errorf("subprotocol %q", got)
	}
	for _, size := range []int{0, 1, 125, 126, 65535, 65536, 1 << 20} {
		sent := strings.Repeat("x", size)
		if got := roundTrip(t, conn, sent); got != sent {
			t.Errorf("%d bytes came back as %d", size, len(got))
		}
	}
	if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Errorf("close: %v", err)
	}
}

// A page of another site opens a WebSocket: the app must see that it is
// foreign, to refuse it. Only the link's own origin passes for the app's.
func TestForeignWebSocket(t *testing.T) {
	s := serve(t, echo(t), nil, nil)
	for _, origin := range []string{"https://evil.example", "http://shop-2.localhost:8080", "https://" + linkHost, "null"} {
		_, res, err := s.open(origin)
		if err == nil || res == nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("origin %s was let in: %v, %v", origin, res, err)
		}
	}
}

// The end of a WebSocket goes either way, and the end of Serve ends it.
func TestWebSocketEnds(t *testing.T) {
	t.Run("visitor leaves", func(t *testing.T) {
		left := make(chan error, 1)
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, err := websocket.Accept(w, r, nil)
			if err == nil {
				_, _, err = conn.Read(r.Context())
			}
			left <- err
		}), nil, nil)
		conn, _, err := s.open(link)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.CloseNow()
		if err := <-left; !errors.Is(err, io.EOF) && !errors.Is(err, context.Canceled) {
			t.Errorf("the app's read ended with %v", err)
		}
	})
	t.Run("app leaves", func(t *testing.T) {
		s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if conn, err := websocket.Accept(w, r, nil); err == nil {
				_ = conn.CloseNow()
			}
		}), nil, nil)
		conn, _, err := s.open(link)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.Read(t.Context()); !errors.Is(err, io.EOF) {
			t.Errorf("the visitor's read ended with %v", err)
		}
	})
}

// No way into HTTP/2 past the policy.
func TestNoH2C(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Upgrade")+r.Header.Get("Connection") != "" {
			w.WriteHeader(http.StatusTeapot)
		}
	}), nil, nil)
	res := s.do(http.MethodGet, "/", nil, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "Http2-Settings: AAMAAABkAAQAAP__")
	if res.StatusCode != http.StatusOK {
		t.Error("the app was asked for HTTP/2")
	}
}
