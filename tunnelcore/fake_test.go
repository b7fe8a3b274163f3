package tunnelcore_test

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"sync"
	"testing"

	"gotunnel/server/certs"
)

// quiet is for servers that would complain about what a test does to them.
var quiet = log.New(io.Discard, "", 0)

// fake is a server that does with each connection what the test says, and then
// closes it.
func fake(t *testing.T, handle func(net.Conn)) (addr string) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var conns []net.Conn
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns = append(conns, conn)
			mu.Unlock()
			wg.Go(func() {
				defer conn.Close()
				handle(conn)
			})
		}
	})
	t.Cleanup(func() {
		ln.Close()
		mu.Lock()
		for _, conn := range conns {
			conn.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return ln.Addr().String()
}

// fakeTLS is a fake that speaks TLS, with those application protocols.
func fakeTLS(t *testing.T, protocols []string, handle func(net.Conn)) (addr string) {
	t.Helper()
	cert, err := certs.Self(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{Certificates: []tls.Certificate{cert}, NextProtos: protocols} //nolint:gosec // a test's
	return fake(t, func(conn net.Conn) {
		secure := tls.Server(conn, config)
		if secure.Handshake() == nil {
			handle(secure)
		}
	})
}
