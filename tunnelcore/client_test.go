package tunnelcore_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// listen makes a client with one tunnel.
func listen(t *testing.T, c *tunnelcore.Client, cfg tunnelcore.TunnelConfig) *tunnelcore.Tunnel {
	t.Helper()
	t.Cleanup(func() { c.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	tunnel, err := c.Listen(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return tunnel
}

// serve answers every request on a tunnel with who asked for what.
func serve(t *testing.T, tunnel *tunnelcore.Tunnel, name string) {
	t.Helper()
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s %d", name, r.Host, r.URL.Path, len(body))
	})}
	go func() { _ = srv.Serve(tunnel) }()
	t.Cleanup(func() { srv.Close() })
}

func get(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	resp, err := c.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.StatusCode, " ", string(body))
}

func TestATunnelServesHTTP(t *testing.T) {
	srv := servertest.Start(t)
	tunnel := listen(t, &tunnelcore.Client{Server: srv.Addr}, tunnelcore.TunnelConfig{Name: "Shop"})
	serve(t, tunnel, "shop")
	_, port, _ := net.SplitHostPort(srv.Addr)
	if want := "http://shop.localhost:" + port; tunnel.URL() != want {
		t.Errorf("URL %s, want %s", tunnel.URL(), want)
	}
	visitor := srv.Client()
	for i := range 3 {
		path := fmt.Sprint("/page", i)
		want := fmt.Sprintf("200 shop shop.localhost:%s %s 0", port, path)
		if got := get(t, visitor, tunnel.URL()+path); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestManyVisitorsAtOnce(t *testing.T) {
	srv := servertest.Start(t)
	tunnel := listen(t, &tunnelcore.Client{Server: srv.Addr}, tunnelcore.TunnelConfig{Name: "shop"})
	serve(t, tunnel, "shop")
	var wg sync.WaitGroup
	for v := range 40 {
		wg.Go(func() {
			visitor := srv.Client()
			for i := range 10 {
				size := (v*37 + i*1111) % 100_000
				resp, err := visitor.Post(fmt.Sprintf("%s/v%d", tunnel.URL(), v), "", strings.NewReader(strings.Repeat("x", size)))
				if err != nil {
					t.Error(err)
					return
				}
				body, _ := io.ReadAll(resp.Body)
				resp.Body.Close()
				if want := fmt.Sprintf("/v%d %d", v, size); !strings.HasSuffix(string(body), want) {
					t.Errorf("got %q, want …%q", body, want)
				}
				if i%3 == 0 {
					visitor.CloseIdleConnections()
				}
			}
		})
	}
	wg.Wait()
}

func TestTheServerRestarts(t *testing.T) {
	srv := servertest.Start(t)
	status := make(chan tunnelcore.Status, 100)
	tunnel := listen(t, &tunnelcore.Client{
		Server: srv.Addr, OnStatus: func(s tunnelcore.Status) { status <- s },
	}, tunnelcore.TunnelConfig{})
	serve(t, tunnel, "app")
	name := tunnel.Name()
	waitFor(t, status, tunnelcore.Connected)
	for range 3 {
		srv.Stop()
		srv.Run()
		waitFor(t, status, tunnelcore.Connected)
		if tunnel.Name() != name {
			t.Fatalf("came back as %s, was %s", tunnel.Name(), name)
		}
		visitor := srv.Client()
		if got := get(t, visitor, tunnel.URL()); !strings.HasPrefix(got, "200 app") {
			t.Fatalf("after the restart: %s", got)
		}
		visitor.CloseIdleConnections()
	}
}

func waitFor(t *testing.T, status <-chan tunnelcore.Status, want tunnelcore.State) {
	t.Helper()
	timeout := time.After(20 * time.Second)
	for {
		select {
		case s := <-status:
			if s.State == want {
				return
			}
		case <-timeout:
			t.Fatalf("never %s", want)
		}
	}
}
