package gateway_test

import (
	"bufio"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore/gateway"
)

// end is one end of a connection that left HTTP.
type end struct {
	t *testing.T
	*net.TCPConn
	r *bufio.Reader
}

func (e *end) says(text string) {
	e.t.Helper()
	if _, err := io.WriteString(e, text); err != nil {
		e.t.Fatal(err)
	}
}

func (e *end) hears(want string) {
	e.t.Helper()
	got := make([]byte, len(want))
	if _, err := io.ReadFull(e.r, got); err != nil || string(got) != want {
		e.t.Fatalf("got %q, %v, want %q", got, err, want)
	}
}

func (e *end) hearsTheEnd() {
	e.t.Helper()
	if rest, err := io.ReadAll(e.r); err != nil || len(rest) > 0 {
		e.t.Fatalf("got %q and %v, want the end", rest, err)
	}
}

func (e *end) hushes() {
	e.t.Helper()
	if err := e.CloseWrite(); err != nil {
		e.t.Fatal(err)
	}
}

// upgrade has a visitor and an app leave HTTP, of whom each has said the rest of
// their text by then. wrap may be nil.
func upgrade(t *testing.T, wrap func(http.Handler) http.Handler, method, send, say string) (visitor, app *end) {
	t.Helper()
	const head = "Connection: Upgrade\nUpgrade: foo\n"
	ready := make(chan *end, 1)
	s := serveAt(t, plainApp(t, func(conn *net.TCPConn) {
		app := &end{t, conn, bufio.NewReader(conn)}
		r, err := http.ReadRequest(app.r)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(conn, strings.ReplaceAll("HTTP/1.1 101 Switching Protocols\n"+head+"\n"+say, "\n", "\r\n"))
		ready <- app
		<-t.Context().Done() // the test is over
	}), nil, wrap)
	conn, r := s.raw(method + " / HTTP/1.1\nHost: " + linkHost + "\n" + head + send)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fields(res.Header); res.StatusCode != http.StatusSwitchingProtocols || got != head {
		t.Fatalf("got %s with\n%s", res.Status, got)
	}
	visitor, app = &end{t, conn.(*net.TCPConn), r}, <-ready
	for _, e := range []*end{visitor, app} { // what is lost never comes
		_ = e.SetDeadline(time.Now().Add(10 * time.Second))
	}
	return visitor, app
}

// What follows an upgrade is theirs: both ways, from its first byte, to the end
// of each way.
func TestUpgrade(t *testing.T) {
	tests := []struct {
		name, method, send, say string
		then                    func(visitor, app *end)
	}{
		{"both ways", "GET", "\n", "", func(visitor, app *end) {
			for range 2 {
				visitor.says("ping")
				app.hears("ping")
				app.says("pong")
				visitor.hears("pong")
			}
		}},
		{"after a body", "POST", "Content-Length: 4\n\nbody", "", func(visitor, app *end) {
			visitor.says("ping")
			app.hears("ping")
		}},
		{"with the app's answer", "GET", "\n", "early", func(visitor, app *end) {
			visitor.hears("early")
			app.says("late")
			visitor.hears("late")
		}},
		{"with the visitor's request", "GET", "\nearly", "", func(visitor, app *end) {
			app.hears("early")
			visitor.says("late")
			app.hears("late")
		}},
		{"with the visitor's body", "POST", "Content-Length: 4\n\nbodyearly", "", func(visitor, app *end) {
			visitor.says("late")
			app.hears("earlylate")
		}},
		{"the visitor ends", "GET", "\nearly", "", func(visitor, app *end) {
			visitor.hushes()
			app.hears("early")
			app.hearsTheEnd()
			app.says("late")
			visitor.hears("late")
			app.hushes()
			visitor.hearsTheEnd()
		}},
		{"the app ends", "GET", "\n", "early", func(visitor, app *end) {
			app.hushes()
			visitor.hears("early")
			visitor.hearsTheEnd()
			visitor.says("late")
			app.hears("late")
			visitor.hushes()
			app.hearsTheEnd()
		}},
		{"the visitor leaves", "GET", "\n", "", func(visitor, app *end) {
			_ = visitor.Close()
			app.hearsTheEnd()
		}},
		{"the app leaves", "GET", "\n", "", func(visitor, app *end) {
			_ = app.Close()
			visitor.hearsTheEnd()
		}},
		{"the app breaks off", "GET", "\n", "early", func(visitor, app *end) {
			visitor.hears("early")
			_ = app.SetLinger(0)
			_ = app.Close()
			if _, err := visitor.r.ReadByte(); err == nil || errors.Is(err, io.EOF) {
				visitor.t.Errorf("got %v, want a reset", err)
			}
		}},
	}
	limit := &gateway.Limit{Bandwidth: 1 << 30}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) { test.then(upgrade(t, nil, test.method, test.send, test.say)) })
		t.Run(test.name+", limited", func(t *testing.T) {
			test.then(upgrade(t, limit.Wrap, test.method, test.send, test.say))
		})
	}
}

// An app that answers something else, and one that answers amiss.
func TestNoUpgrade(t *testing.T) {
	tests := []struct{ name, say, want string }{
		{"refused", "426 Upgrade Required\nContent-Length: 4\n\nbody", "426\nContent-Length: 4\n> body\n"},
		{"ignored", "200 OK\nTransfer-Encoding: chunked\n\n4\nbody\n0\n\n", "200\n> body\n"},
		{"another spelling", "101 Switching Protocols\nConnection: upgrade\nUpgrade: WebSocket\n\n", "101\nConnection: upgrade\nUpgrade: WebSocket\n> \n"},
		{"another protocol", "101 Switching Protocols\nConnection: Upgrade\nUpgrade: other\n\n", "502\n"},
		{"no protocol", "101 Switching Protocols\n\n", "502\n"},
		{"nothing", "", "502\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serveAt(t, plainApp(t, func(conn *net.TCPConn) {
				if _, err := asked(conn); err == nil && test.say != "" {
					_, _ = io.WriteString(conn, "HTTP/1.1 "+strings.ReplaceAll(test.say, "\n", "\r\n"))
				}
			}), nil, gateway.Compress)
			_, r := s.raw("GET / HTTP/1.1\nHost: " + linkHost + "\nConnection: Upgrade\nUpgrade: websocket\n\n")
			if got := heard(r, http.MethodGet); got != test.want {
				t.Errorf("the visitor got\n%q\nwant\n%q", got, test.want)
			}
		})
	}
}

// A visitor who ends their side of the connection after a request has left, for
// net/http: the app hears of it, and its answer is not waited for.
func TestHalfClose(t *testing.T) {
	came, left := make(chan struct{}), make(chan struct{})
	s := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(came)
		<-r.Context().Done()
		close(left)
	}), nil, nil)
	conn, r := s.raw("GET / HTTP/1.1\nHost: " + linkHost + "\n\n")
	<-came
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	<-left
	if got := heard(r, http.MethodGet); got != "502\n" {
		t.Errorf("got %q", got)
	}
}
