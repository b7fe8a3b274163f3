package e2e

import (
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A visitor whose app broke off in the middle of an answer gets nothing more,
// so a server that stops does not wait for him, though he keeps his connection.
func TestServerDoesNotWaitAfterBrokenAnswer(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.share("--raw", "shop="+portOf(t, breaksOff(t)))
	conn, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", strings.TrimPrefix(s.url("shop"), "http://"))
	if answer, err := io.ReadAll(conn); err != nil || !strings.HasSuffix(string(answer), "half") {
		t.Fatalf("the visitor reads %q, %v", answer, err)
	}
	s.signal(syscall.SIGTERM)
	select {
	case <-s.gone:
	case <-time.After(atOnce):
		t.Errorf("the server still runs after %v", atOnce)
	}
}

// breaksOff is an app that ends every answer before its end.
func breaksOff(t *testing.T) net.Addr {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1000))
			_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
			_ = conn.Close()
		}
	}()
	return ln.Addr()
}
