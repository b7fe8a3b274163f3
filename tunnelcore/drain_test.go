package tunnelcore_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// A visitor whom a server took before it was told to stop reaches the app after
// the client has left for another server.
func TestVisitorsOfAServerThatStops(t *testing.T) {
	srv := servertest.Start(t)
	status := make(chan tunnelcore.Status, 100)
	tunnel := listen(t, &tunnelcore.Client{
		Server: srv.Addr, OnStatus: func(s tunnelcore.Status) { status <- s },
	}, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, tunnel, "shop")
	waitFor(t, status, tunnelcore.Connected)

	conn, err := net.Dial("tcp", srv.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET /late HTTP/1.1\r\nHost: shop.localhost\r\n"); err != nil {
		t.Fatal(err)
	}
	get(t, srv.Client(), tunnel.URL()) // it came later, so the first was taken too

	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		srv.Stop()
	}()
	waitFor(t, status, tunnelcore.Reconnecting)
	if _, err := fmt.Fprint(conn, "Connection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 200 OK") || !strings.Contains(string(answer), "/late") {
		t.Errorf("the visitor got %.300q, %v", answer, err)
	}
	<-stopped
}
