package localapi_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"gotunnel/app/localapi"
)

// A program that was stopped, as by Ctrl-Z, takes connections and says nothing. The
// others are found all the same, and those that come after it too.
func TestFindBesideOneThatStandsStill(t *testing.T) {
	start(t)
	dir := filepath.Join(os.Getenv("XDG_RUNTIME_DIR"), "gotunnel")
	still, err := net.Listen("unix", filepath.Join(dir, "0.sock")) // first by name
	if err != nil {
		t.Fatal(err)
	}
	defer still.Close()
	find(t)
}

// Who has nothing to share yet is asked again and again while it starts, and no
// connection to it stays.
func TestFindLeavesNothingOpen(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	ln, err := localapi.Listen()
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan struct{}, 10)
	srv := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) }),
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateClosed {
				closed <- struct{}{}
			}
		},
	}
	done := make(chan struct{})
	go func() { defer close(done); _ = srv.Serve(ln) }()
	defer func() { _ = srv.Shutdown(context.Background()); <-done }()
	for range 2 {
		if all := localapi.Others(t.Context()); len(all) != 0 {
			t.Errorf("found %v", all)
		}
		<-closed
	}
}
