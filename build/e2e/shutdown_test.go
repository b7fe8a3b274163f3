package e2e

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A server that is asked to end lets a running download finish.
func TestServerFinishes(t *testing.T) {
	t.Parallel()
	s, rest := serve(t), make(chan struct{})
	s.share("file=" + portOf(t, app(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "first half, ")
		_ = http.NewResponseController(w).Flush() // the visitor tells if it failed
		<-rest
		fmt.Fprint(w, "second half")
	}))))
	resp, err := visitor(s).Get(s.url("file"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()

	s.signal(syscall.SIGTERM)
	s.await("stopping")
	close(rest)
	if body, err := io.ReadAll(resp.Body); err != nil || string(body) != "first half, second half" {
		t.Errorf("the download is %q (%v)", body, err)
	}
	if status := s.exit(); status != 0 {
		t.Errorf("exit status %d, want 0", status)
	}
}

// atOnce is well below the 30 s for which a server waits for visitors.
const atOnce = 20 * time.Second

// It does not wait for connections on which nothing is under way. Browsers keep
// both kinds for minutes.
func TestServerDoesNotWait(t *testing.T) {
	t.Parallel()
	for name, connect := range map[string]func(*testing.T, *server, net.Conn){
		"nothing sent yet": func(*testing.T, *server, net.Conn) {
			<-time.After(4 * time.Second) // Linux keeps a silent connection from the server for up to 3 s
		},
		"kept alive": func(t *testing.T, s *server, conn net.Conn) {
			fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimPrefix(s.url("shop"), "http://"))
			if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 200 OK"))); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t)
			s.share("shop=" + portOf(t, app(t, says("hello"))))
			conn, err := net.Dial("tcp", s.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			connect(t, s, conn)
			mustShow(t, visitor(s), s.url("shop"), "hello") // by now the server has taken conn, too

			s.signal(syscall.SIGTERM)
			select {
			case <-s.gone:
			case <-time.After(atOnce):
				t.Errorf("the server still runs after %v", atOnce)
			}
		})
	}
}
