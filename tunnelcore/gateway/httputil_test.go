package gateway_test

// The cases that the standard library tests its own reverse proxy by, with a
// visitor and an app that both speak in bytes. Those that the tests beside this
// file have are not repeated, and what is about its Go API has no counterpart.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore/gateway"
)

// plainApp is where an app listens whose connections are each left to talk, and
// then closed.
func plainApp(t *testing.T, talk func(conn *net.TCPConn)) (addr string) {
	t.Helper()
	ln := listen(t)
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				talk(conn.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		running.Wait()
	})
	return ln.Addr().String()
}

// asked reads one request as it is written: its headers in order, without those
// that every request has, a line of its own for the body, and the trailers.
func asked(conn io.Reader) (string, error) {
	var wire bytes.Buffer
	r, err := http.ReadRequest(bufio.NewReader(io.TeeReader(conn, &wire)))
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return "", err
	}
	head, _, _ := strings.Cut(wire.String(), "\r\n\r\n")
	lines := slices.DeleteFunc(strings.Split(head, "\r\n")[1:], func(line string) bool {
		return strings.HasPrefix(line, "Host: ") || strings.HasPrefix(line, "X-Forwarded-For: ")
	})
	slices.Sort(lines)
	return strings.Join(append(lines, "> "+string(body), fields(r.Trailer)), "\n"), nil
}

// fields are headers as lines, in order.
func fields(h http.Header) string {
	var b strings.Builder
	_ = h.Write(&b) // a Builder takes everything
	return strings.ReplaceAll(b.String(), "\r\n", "\n")
}

// What the app reads of a request, in bytes.
func TestRequestInBytes(t *testing.T) {
	const chunked = "Transfer-Encoding: chunked\n"
	long := strings.Repeat("x", 15<<10)
	tests := []struct{ name, send, want string }{
		{"no body", "GET", "> \n"},
		{"no body where one is usual", "POST", "Content-Length: 0\n> \n"},
		{"an empty body", "POST\nContent-Length: 0", "Content-Length: 0\n> \n"},
		{"a body", "POST\nContent-Length: 4\n\nbody", "Content-Length: 4\n> body\n"},
		{"a body where none is usual", "GET\nContent-Length: 4\n\nbody", "Content-Length: 4\n> body\n"},
		{"a body of any length", "PUT\n" + chunked + "\n4\nbody\n0\n\n", chunked + "> body\n"},
		{"an empty body of any length", "PUT\n" + chunked + "\n0\n\n", chunked + "> \n"},
		{"two lengths", "PUT\nContent-Length: 9\n" + chunked + "\n4\nbody\n0\n\n", chunked + "> body\n"},
		{
			"trailers", "PUT\nTrailer: Sent, Missing\n" + chunked + "\n4\nbody\n0\nSent: x\n\n",
			"Trailer: Missing,Sent\n" + chunked + "> body\nSent: x\n",
		},
		{"trailers are welcome", "GET\nConnection: close, TE\nTE: foo\nTE: bar, trailers", "Te: trailers\n> \n"},
		{"trailers are not welcome", "GET\nConnection: TE\nTE: deflate", "> \n"},
		{
			"headers of the connection",
			"GET\nConnection: Upgrade, X-A\nConnection: X-B\nX-A: a\nX-B: b\nProxy-Connection: c\nKeep-Alive: d\nProxy-Authenticate: e\nX-C: stays",
			"X-C: stays\n> \n",
		},
		{"an empty Connection", "GET\nConnection:\nConnection: X-A\nX-A: a\nX-C: stays", "X-C: stays\n> \n"},
		{"an upgrade", "GET\nConnection: keep-alive, Upgrade\nUpgrade: foo/2", "Connection: Upgrade\nUpgrade: foo/2\n> \n"},
		{"an upgrade that is not the connection's", "GET\nUpgrade: foo", "> \n"},
		{"several of one name", "GET\nAccept: a\nAccept: b\nCookie: c=d\nCookie: e=f", "Accept: a\nAccept: b\nCookie: c=d\nCookie: e=f\n> \n"},
		{"an empty header, and no ASCII", "GET\nX-A:\nX-B: gr\xfc\xdfe", "X-A: \nX-B: gr\xfc\xdfe\n> \n"},
		{"large headers", "GET\nX-A: " + long + "\nX-B: " + long + "\nX-C: " + long, "X-A: " + long + "\nX-B: " + long + "\nX-C: " + long + "\n> \n"},
	}
	s := serveAt(t, plainApp(t, func(conn *net.TCPConn) {
		got, err := asked(conn)
		if err != nil {
			got = err.Error()
		}
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s", len(got), got)
	}), nil, nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			method, rest, _ := strings.Cut(test.send, "\n")
			if !strings.Contains(rest, "\n\n") {
				rest = strings.TrimPrefix(rest+"\n\n", "\n")
			}
			_, r := s.raw(method + " / HTTP/1.1\nHost: " + linkHost + "\n" + rest)
			res, err := http.ReadResponse(r, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			if got := readAll(t, res.Body); got != test.want {
				t.Errorf("the app was asked\n%q\nwant\n%q", got, test.want)
			}
		})
	}
}

// More headers than any app reads are refused here.
func TestTooLargeRequest(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the app was asked") }), nil, nil)
	_, r := s.raw("GET / HTTP/1.1\nHost: " + linkHost + "\nX-A: " + strings.Repeat("x", 100<<10) + "\n\n")
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %s", res.Status)
	}
}

// A visitor of HTTP/1.0 gets no chunks.
func TestOldVisitor(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 2 {
			_, _ = io.WriteString(w, "part ")
			_ = http.NewResponseController(w).Flush()
		}
	}), nil, gateway.Compress)
	_, r := s.raw("GET / HTTP/1.0\nHost: " + linkHost + "\n\n")
	got := readAll(t, r)
	if head, body, _ := strings.Cut(got, "\r\n\r\n"); body != "part part " || strings.Contains(head, "chunked") {
		t.Errorf("got %q", got)
	}
}

// An upload that a visitor breaks off is broken for the app, too.
func TestBrokenUpload(t *testing.T) {
	for _, framing := range []string{"Content-Length: 8\n\nbody", "Transfer-Encoding: chunked\n\n8\nbody", "Transfer-Encoding: chunked\n\n4\nbody\n"} {
		t.Run(framing, func(t *testing.T) {
			begun, read := make(chan struct{}), make(chan error)
			s := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				close(begun)
				_, err := io.ReadAll(r.Body)
				read <- err
			}), nil, nil)
			conn, _ := s.raw("POST / HTTP/1.1\nHost: " + linkHost + "\n" + framing)
			<-begun
			_ = conn.Close()
			if err := <-read; !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Errorf("the app read up to %v", err)
			}
		})
	}
}

// Nor does a visitor who leaves in the middle of an answer go unnoticed.
func TestVisitorLeavesStream(t *testing.T) {
	left := make(chan struct{})
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(left)
	}), nil, everything)
	conn, r := s.raw("GET / HTTP/1.1\nHost: " + linkHost + "\n\n")
	if _, err := http.ReadResponse(r, nil); err != nil {
		t.Fatal(err)
	}
	_ = conn.Close()
	<-left
}

// A visitor who waits to be asked for the body waits for no app that is away.
func TestContinueAway(t *testing.T) {
	s := serveAt(t, freeport.Address(t), func(p *gateway.Proxy) { p.Patience = -1 }, nil)
	_, r := s.raw("PUT / HTTP/1.1\nHost: " + linkHost + "\nExpect: 100-continue\nContent-Length: 4\n\n")
	if got := heard(r, http.MethodPut); got != "502\n" {
		t.Errorf("got %q", got)
	}
}

// An app that never asks for the body gets it after a second.
func TestContinueSilent(t *testing.T) {
	inBubble(t, true, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		conn, buffered, err := http.NewResponseController(w).Hijack() // or net/http would ask
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		body := make([]byte, 4)
		_, _ = io.ReadFull(buffered, body)
		fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n%s", body)
	}), func(b *bubble) {
		r, _ := http.NewRequestWithContext(b.t.Context(), http.MethodPut, link, strings.NewReader("body"))
		r.Header.Set("Expect", "100-continue")
		began := time.Now()
		res, err := b.http.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if got := readAll(t, res.Body); got != "body" || time.Since(began) != time.Second {
			t.Errorf("after %v: %q", time.Since(began), got)
		}
	})
}
