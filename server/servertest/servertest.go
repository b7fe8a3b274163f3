// Package servertest starts a whole server in one call, for tests:
//
//	srv := servertest.Start(t)
//	client := &tunnelcore.Client{Server: srv.Addr}
//
// It listens on a free port of 127.0.0.1, keeps its data in the test's folder
// and stops with the test. It is open to all until there is an account, which
// [Server.Token] makes.
package servertest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"testing"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/server/servertest/freeport"
)

// Server is a running server.
type Server struct {
	// Addr is "127.0.0.1:port", for clients and visitors alike.
	Addr string
	// Pin is the key pin for clients.
	Pin string
	// Config is what it runs with.
	Config server.Config

	t       testing.TB
	running *server.Server
	stop    func()
}

// Start starts a server whose names live under localhost. Each option may
// change its configuration first.
func Start(t testing.TB, options ...func(*server.Config)) *Server {
	t.Helper()
	data := t.TempDir()
	cert, err := certs.Self(data)
	if err != nil {
		t.Fatal(err)
	}
	cfg := server.Config{
		Listen: freeport.Address(t), Domain: "localhost", Data: data, LinkTLS: &tls.Config{Certificates: []tls.Certificate{cert}}, //nolint:gosec // the server sets the version
		Version: "servertest",
	}
	for _, o := range options {
		o(&cfg)
	}
	s := &Server{t: t, Config: cfg, Pin: certs.Pin(cert)}
	s.Run()
	t.Cleanup(s.Stop)
	return s
}

// Run starts the server again after Stop, on its data and its port.
func (s *Server) Run() {
	s.t.Helper()
	srv, err := server.New(s.Config)
	if err != nil {
		s.t.Fatal(err)
	}
	s.running = srv
	s.Addr = srv.Addr().String()
	s.Config.Listen = s.Addr
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx) }()
	s.stop = func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("server: %v", err)
		}
	}
}

// Stop stops the server as SIGTERM would, and waits for it.
func (s *Server) Stop() {
	s.t.Helper()
	if s.stop != nil {
		s.stop()
		s.stop = nil
	}
}

// Client returns an HTTP client that takes every name to this server. Each has
// connections of its own.
func (s *Server) Client() *http.Client {
	addr := s.Addr
	transport := &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, addr)
		},
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a test's own server
	}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}
