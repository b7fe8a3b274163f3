package agent

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"testing"

	"gotunnel/app/detect"
)

// An app is asked for its title and icon once; what is no web app is hidden from
// then on. Other tests' apps are left alone.
func TestAskOne(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" {
			w.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(w, "\x89PNG\r\n\x1a\n")
			return
		}
		_, _ = io.WriteString(w, "<title>Checkout</title>")
	}))
	t.Cleanup(srv.Close)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { silent.Close() })
	go func() {
		for {
			conn, err := silent.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "SSH-2.0-x\r\n")
			_ = conn.Close()
		}
	}()
	a := &Agent{pages: map[int]page{}}
	all, err := a.scanner.Scan(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := func(addr net.Addr) detect.App {
		i := slices.IndexFunc(all, func(app detect.App) bool { return app.Port == addr.(*net.TCPAddr).Port })
		if i < 0 {
			t.Fatalf("nothing listens at %v", addr)
		}
		return all[i]
	}
	web, other := at(srv.Listener.Addr()), at(silent.Addr())
	web.Hidden, other.Hidden = "", "" // not as a test's
	a.apps = []detect.App{web, other}
	a.ask(t.Context(), a.apps)
	got := a.appsLocked()
	if got[0].Title != "Checkout" || got[0].Icon == "" || got[0].Hidden != "" {
		t.Errorf("the web app is %+v", got[0])
	}
	if icon := a.Icon(got[0].Icon); icon == nil || icon.Type != "image/png" || a.Icon("") != nil {
		t.Errorf("its icon is %+v", icon)
	}
	if got[1].Hidden == "" || got[1].Title != "" {
		t.Errorf("the other one is %+v", got[1])
	}
}

// Apps that don't answer hold nobody up who looks at the list.
func TestAskForPages(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := &Agent{ctx: ctx, pages: map[int]page{}, lists: 1}
	for range 2 * askedAtOnce {
		silent, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { silent.Close() })
		at := silent.Addr().(*net.TCPAddr).AddrPort()
		a.apps = append(a.apps, detect.App{Port: int(at.Port()), Addrs: []netip.Addr{at.Addr()}})
	}
	a.askForPages()
	a.mu.Lock()
	asking := a.asking
	a.mu.Unlock()
	if !asking {
		t.Error("it waited for their answers")
	}
	cancel()
	a.wg.Wait()
}
