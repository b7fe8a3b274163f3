package server_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/server/servertest"
	"gotunnel/server/store"
	"gotunnel/tunnelcore"
)

const patience = 20 * time.Second

func config(t *testing.T) server.Config {
	t.Helper()
	data := t.TempDir()
	cert, err := certs.Self(data)
	if err != nil {
		t.Fatal(err)
	}
	return server.Config{
		Listen: "127.0.0.1:0", Domain: "localhost", Data: data,
		LinkTLS: &tls.Config{Certificates: []tls.Certificate{cert}}, //nolint:gosec // the server sets the version
	}
}

// What New refuses, it leaves nothing behind of.
func TestServersThatDoNotStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := map[string]func(*server.Config){
		"the port is taken":         func(c *server.Config) { c.Listen = taken.Addr().String() },
		"a further port is taken":   func(c *server.Config) { c.HTTPListen = []string{taken.Addr().String()} },
		"the control port is taken": func(c *server.Config) { c.ControlListen = taken.Addr().String() },
		"the address is none":       func(c *server.Config) { c.Listen = "nonsense" },
		"the domain is none":        func(c *server.Config) { c.Domain = "my domain" },
		"there is no domain":        func(c *server.Config) { c.Domain = "" },
		"the data folder can't be":  func(c *server.Config) { c.Data = filepath.Join("/dev/null", "data") },
	}
	for name, change := range cases {
		t.Run(name, func(t *testing.T) {
			before := goleak.IgnoreCurrent()
			good := config(t)
			c := good
			change(&c)
			if _, err := server.New(c); err == nil || strings.Contains(err.Error(), "\n") {
				t.Fatalf("New: %v, want one sentence", err)
			}
			goleak.VerifyNone(t, before)
			s, err := server.New(good) // its folder and its addresses are free
			if err != nil {
				t.Fatalf("after that: %v", err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if err := s.Serve(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	t.Run("another server has the data", func(t *testing.T) {
		srv := servertest.Start(t)
		c := config(t)
		c.Data = srv.Config.Data
		if _, err := server.New(c); !errors.Is(err, store.ErrLocked) {
			t.Errorf("New: %v, want ErrLocked", err)
		}
	})
}

func TestPortRange(t *testing.T) {
	cases := []struct {
		in    string
		want  server.PortRange
		bad   bool
		again string
	}{
		{in: "20000-20099", want: server.PortRange{First: 20000, Last: 20099}, again: "20000-20099"},
		{in: " 1 - 65535 ", want: server.PortRange{First: 1, Last: 65535}, again: "1-65535"},
		{in: "5432", want: server.PortRange{First: 5432, Last: 5432}, again: "5432-5432"},
		{in: ""},
		{in: "0-10", bad: true},
		{in: "10-9", bad: true},
		{in: "1-65536", bad: true},
		{in: "1-2-3", bad: true},
		{in: "-", bad: true},
		{in: "a-b", bad: true},
	}
	for _, c := range cases {
		t.Run(c.in, func(t *testing.T) {
			r := server.PortRange{First: 7, Last: 7}
			err := r.UnmarshalText([]byte(c.in))
			if c.bad {
				if !errors.Is(err, server.ErrPortRange) || r.First != 7 {
					t.Errorf("%v, %v; want ErrPortRange and no change", r, err)
				}
				return
			}
			text, merr := r.MarshalText()
			if err != nil || merr != nil || r != c.want || string(text) != c.again {
				t.Errorf("%v, %v, written %q, %v; want %v", r, err, text, merr, c.want)
			}
		})
	}
}

// visitor is a visitor's connection with a request under way.
func visitor(t *testing.T, addr, path string) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nHost: shop.localhost\r\n\r\n", path)
	return conn, bufio.NewReader(conn)
}

func listen(t *testing.T, addr string) (*tunnelcore.Client, *tunnelcore.Tunnel) {
	t.Helper()
	c := &tunnelcore.Client{Server: addr}
	t.Cleanup(func() { c.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tunnel, err := c.Listen(ctx, tunnelcore.TunnelConfig{Name: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	return c, tunnel
}

// A server that stops lets a running request finish, does not wait for idle
// connections, and leaves nothing behind.
func TestAnOrderlyStop(t *testing.T) {
	before := goleak.IgnoreCurrent()
	srv := servertest.Start(t)
	c, tunnel := listen(t, srv.Addr)
	begun, finish := make(chan struct{}), make(chan struct{})
	app := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			close(begun)
			<-finish
		}
		fmt.Fprint(w, "done")
	})}
	go func() { _ = app.Serve(tunnel) }()
	idleConn, idle := visitor(t, srv.Addr, "/")
	if resp, err := http.ReadResponse(idle, nil); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	} else if _, err := io.ReadAll(resp.Body); err != nil {
		t.Fatal(err)
	}
	slowConn, slow := visitor(t, srv.Addr, "/slow")
	<-begun

	stopped := make(chan struct{})
	go func() {
		srv.Stop()
		close(stopped)
	}()
	if _, err := idle.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("the idle visitor sees %v, want an orderly end", err)
	}
	select {
	case <-stopped:
		t.Fatal("the server stopped with a request under way")
	default:
	}
	close(finish)
	resp, err := http.ReadResponse(slow, nil)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(resp.Body); string(body) != "done" || err != nil {
		t.Errorf("the slow answer is %q, %v", body, err)
	}
	<-stopped
	idleConn.Close()
	slowConn.Close()
	c.Close()
	app.Close()
	goleak.VerifyNone(t, before)
}

// Hundreds of visitors of every kind leave no goroutine and no socket behind.
func TestVisitorsLeaveNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	srv := servertest.Start(t)
	c, tunnel := listen(t, srv.Addr)
	app := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/break" {
			panic(http.ErrAbortHandler)
		}
		fmt.Fprint(w, r.URL.Path)
	})}
	go func() { _ = app.Serve(tunnel) }()
	for i := range 100 {
		conn, r := visitor(t, srv.Addr, []string{"/", "/break", "/none", "/"}[i%4])
		switch i % 5 {
		case 0: // leaves without reading
		case 1:
			_ = conn.(*net.TCPConn).SetLinger(0)
		case 2:
			_ = conn.(*net.TCPConn).CloseWrite()
			_, _ = io.ReadAll(r)
		case 3:
			_, _ = io.WriteString(conn, "GARBAGE\r\n\r\n")
			_, _ = io.ReadAll(r)
		case 4:
			_, _ = r.Peek(1)
		}
		conn.Close()
	}
	c.Close()
	app.Close()
	srv.Stop()
	goleak.VerifyNone(t, before)
}
