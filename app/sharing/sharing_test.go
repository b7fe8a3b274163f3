package sharing_test

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// patience is far more than anything here takes.
const patience = 20 * time.Second

// diary is an Observer that writes down what it is told.
type diary struct {
	t        *testing.T
	lines    chan string
	starting bool // write down that shares start, too
	visits   bool // and who came
}

func (d *diary) note(format string, args ...any) { d.lines <- fmt.Sprintf(format, args...) }

func (d *diary) Link(tunnelcore.Status) {}

func (d *diary) Appeared(share *sharing.Share, now localapi.Share) {
	if now.State != localapi.Starting || d.starting {
		d.note("%s %s", share.Name(), now.State)
	}
}

func (d *diary) Changed(share *sharing.Share, now localapi.Share) {
	d.note("%s changed, protected %v", share.Name(), now.Protected)
}

func (d *diary) Visited(share *sharing.Share, _ sharing.Visit) {
	if d.visits {
		d.note("%s visited", share.Name())
	}
}
func (d *diary) Hinted(*sharing.Share, gateway.Hint)   {}
func (d *diary) Ended(share *sharing.Share, err error) { d.note("%s ended: %v", share.Name(), err) }

// expect waits for the next line.
func (d *diary) expect(want string) {
	d.t.Helper()
	select {
	case got := <-d.lines:
		if got != want {
			d.t.Fatalf("%q happened, want %q", got, want)
		}
	case <-time.After(patience):
		d.t.Fatalf("%q does not happen", want)
	}
}

// world is a server, and one who shares through it.
type world struct {
	*diary
	server *servertest.Server
	sharer *sharing.Sharer
}

func newWorld(t *testing.T, options ...func(*server.Config)) *world {
	t.Helper()
	w := &world{diary: &diary{t: t, lines: make(chan string, 100)}, server: servertest.Start(t, options...)}
	w.sharer = sharing.New(sharing.Config{
		Client: &tunnelcore.Client{Server: w.server.Addr, Pin: w.server.Pin}, Observer: w.diary,
	})
	t.Cleanup(func() { w.sharer.Close() })
	return w
}

// app starts an app, and returns how to stop it.
func app(t *testing.T, addr string) (target *upstream.Target, stop func()) {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "app") })}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { srv.Close() })
	if target, err = upstream.Parse(ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	return target, func() { ln.Close(); srv.Close() }
}

func (w *world) status(name string) int {
	w.t.Helper()
	client := w.server.Client()
	defer client.CloseIdleConnections()
	res, err := client.Get("http://" + name + ".localhost/")
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode
}

func spec(target *upstream.Target, name string) sharing.Spec {
	return sharing.Spec{Target: target, Tunnel: tunnelcore.TunnelConfig{Kind: wire.HTTP, Name: name}}
}

func TestAShareFromStartToStop(t *testing.T) {
	w := newWorld(t)
	target, _ := app(t, freeport.Address(t))
	shares, err := w.sharer.Start(t.Context(), spec(target, "shop"))
	if err != nil {
		t.Fatal(err)
	}
	w.expect("shop live")
	if got := w.status("shop"); got != http.StatusOK {
		t.Errorf("the app: %d", got)
	}
	secret := "let me in"
	if err := w.sharer.Change("shop", localapi.Change{Password: &secret}); err != nil {
		t.Fatal(err)
	}
	w.expect("shop changed, protected true")
	if got := w.status("shop"); got != http.StatusUnauthorized {
		t.Errorf("with a password: %d", got)
	}
	if err := w.sharer.Stop("shop"); err != nil {
		t.Fatal(err)
	}
	w.expect("shop ended: <nil>")
	<-shares[0].Done()
	got := w.status("shop")
	for got == http.StatusBadGateway { // the server does not know yet
		got = w.status("shop")
	}
	if got != http.StatusGone {
		t.Errorf("after the stop: %d", got)
	}
	if err := w.sharer.Stop("shop"); !errors.Is(err, localapi.ErrNoShare) {
		t.Errorf("stopped twice: %v", err)
	}
}

// What can't be shared takes nothing with it, and leaves nothing behind.
func TestAllOrNone(t *testing.T) {
	target, _ := app(t, freeport.Address(t))
	gone, stop := app(t, freeport.Address(t))
	stop()
	private := filepath.Join(t.TempDir(), "none")
	for name, tt := range map[string]struct {
		second sharing.Spec
		is     func(error) bool
	}{
		"no app": {spec(gone, "docs"), func(err error) bool {
			app, ok := errors.AsType[*sharing.AppError](err)
			return ok && app.Away()
		}},
		"no folder": {sharing.Spec{Folder: private}, func(err error) bool {
			_, ok := errors.AsType[*sharing.FolderError](err)
			return ok
		}},
		"a name twice": {spec(target, "shop"), func(err error) bool {
			refusal, ok := errors.AsType[wire.Error](err)
			return ok && refusal.Code == wire.CodeNameTaken
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if _, err := w.sharer.Start(t.Context(), spec(target, "shop"), tt.second); !tt.is(err) {
				t.Fatal(err)
			}
			if all := w.sharer.Shares(); len(all) != 0 {
				t.Errorf("shared all the same: %v", all)
			}
			if _, err := w.sharer.Start(t.Context(), spec(target, "shop")); err != nil {
				t.Errorf("the name was not given back: %v", err)
			}
		})
	}
}

func TestAnAppThatComesLater(t *testing.T) {
	w := newWorld(t)
	target, stop := app(t, freeport.Address(t))
	stop()
	late := spec(target, "shop")
	late.Wait = true
	if _, err := w.sharer.Start(t.Context(), late); err != nil {
		t.Fatal(err)
	}
	w.expect("shop waiting")
	app(t, target.String())
	w.expect("shop live")
	if w.sharer.Close() != 1 {
		t.Error("more or less than one share ended")
	}
	w.expect("shop ended: <nil>")
}

// Why the server ended a share is told, and kept.
func TestTheServerEndsOne(t *testing.T) {
	w := newWorld(t)
	target, _ := app(t, freeport.Address(t))
	index := filepath.Join(t.TempDir(), "index.html")
	if err := os.WriteFile(index, []byte("a page"), 0o600); err != nil {
		t.Fatal(err)
	}
	site := sharing.Spec{Folder: filepath.Dir(index), Tunnel: tunnelcore.TunnelConfig{Kind: wire.HTTP, Name: "site"}}
	shares, err := w.sharer.Start(t.Context(), spec(target, "shop"), site)
	if err != nil {
		t.Fatal(err)
	}
	w.expect("shop live")
	w.expect("site live")
	w.server.Server().Hub().EndName("shop", wire.Error{Code: wire.CodeBlocked, Message: "It was switched off."})
	w.expect("shop ended: It was switched off.")
	<-shares[0].Done()
	if refusal, ok := errors.AsType[wire.Error](shares[0].Err()); !ok || refusal.Code != wire.CodeBlocked {
		t.Errorf("why: %v", shares[0].Err())
	}
	if got := w.status("site"); got != http.StatusOK || shares[1].Err() != nil {
		t.Errorf("the other share: %d, %v", got, shares[1].Err())
	}
}

// Who came in while a share was open has to know the password from then on.
func TestAPasswordEndsWhatRuns(t *testing.T) {
	w := newWorld(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		close(over)
	})}
	go func() { _ = srv.Serve(ln) }()
	defer srv.Close()
	target, err := upstream.Parse(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.sharer.Start(t.Context(), spec(target, "shop")); err != nil {
		t.Fatal(err)
	}
	client := w.server.Client()
	defer client.CloseIdleConnections()
	res, err := client.Get("http://shop.localhost/events")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	secret := "let me in"
	if err := w.sharer.Change("shop", localapi.Change{Password: &secret}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(res.Body); err == nil {
		t.Error("the stream ended as if the app had ended it")
	}
	<-over
}
