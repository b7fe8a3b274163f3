package e2e

import (
	"fmt"
	"net"
	"net/http"
	"testing"
)

// app serves h on a free port of 127.0.0.1 until the test ends.
func app(t *testing.T, h http.Handler) net.Addr {
	t.Helper()
	return appAt(t, "127.0.0.1:0", h)
}

func appAt(t *testing.T, addr string, h http.Handler) net.Addr {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	return appOn(t, l, h)
}

func appOn(t *testing.T, l net.Listener, h http.Handler) net.Addr {
	t.Helper()
	srv := &http.Server{Handler: h}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = srv.Serve(l) // until Close
	}()
	t.Cleanup(func() { srv.Close(); <-done })
	return l.Addr()
}

// says is an app that answers with one text.
func says(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
}
