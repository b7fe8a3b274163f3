package tunnelcore_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"os"

	"gotunnel/server"
	"gotunnel/server/certs"
)

// exampleServer runs a server on this computer until stop is called.
func exampleServer() (addr string, stop func()) {
	data, err := os.MkdirTemp("", "gotunnel-example")
	if err != nil {
		log.Fatal(err)
	}
	cert, err := certs.Self(data)
	if err != nil {
		log.Fatal(err)
	}
	srv, err := server.New(server.Config{
		Listen: "127.0.0.1:0", Domain: "localhost", Data: data,
		LinkTLS: &tls.Config{Certificates: []tls.Certificate{cert}}, //nolint:gosec // the server sets the version
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- srv.Serve(ctx) }()
	return srv.Addr().String(), func() {
		cancel()
		if err := <-done; err != nil {
			log.Print(err)
		}
		_ = os.RemoveAll(data)
	}
}

// visit opens a link as a browser on this computer would.
func visit(url, server string) string {
	transport := &http.Transport{DialContext: to(server)}
	defer transport.CloseIdleConnections()
	resp, err := (&http.Client{Transport: transport}).Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return err.Error()
	}
	return string(body)
}
