package sharing_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// appNamed is an app that says its name and the Host it was asked for, streams at
// /events what it is told to, and counts who connects.
type appNamed struct {
	t      *testing.T
	target *upstream.Target
	events chan string
	came   chan struct{} // holds one for each connection
}

func newApp(t *testing.T, name string) *appNamed {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a := &appNamed{t: t, events: make(chan string), came: make(chan struct{}, 100)}
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "%s at %s", name, r.Host) })
	mux.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		for {
			_ = http.NewResponseController(w).Flush()
			select {
			case e := <-a.events:
				fmt.Fprintln(w, e)
			case <-r.Context().Done():
				return
			}
		}
	})
	srv := &http.Server{Handler: mux, ConnState: func(_ net.Conn, s http.ConnState) {
		if s == http.StateNew {
			a.came <- struct{}{}
		}
	}}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { srv.Close() })
	if a.target, err = upstream.Parse(ln.Addr().String()); err != nil {
		t.Fatal(err)
	}
	return a
}

// meet waits until n more connections came.
func (a *appNamed) meet(n int) {
	for range n {
		select {
		case <-a.came:
		case <-time.After(patience):
			a.t.Fatal("nobody comes")
		}
	}
}

// host is what it sees when it is asked as on this computer.
func (a *appNamed) host() string {
	return strings.Replace(a.target.String(), "127.0.0.1", "localhost", 1)
}

// get is what a visitor sees, or of a refusal the status.
func (w *world) get() string {
	w.t.Helper()
	client := w.server.Client()
	defer client.CloseIdleConnections()
	res, err := client.Get("http://shop.localhost/")
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK {
		return res.Status
	}
	return string(body)
}

// stream opens an app's events.
func (w *world) stream() *bufio.Reader {
	w.t.Helper()
	client := w.server.Client()
	client.Timeout = patience // so that a failure ends
	res, err := client.Get("http://shop.localhost/events")
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { res.Body.Close() })
	return bufio.NewReader(res.Body)
}

func (w *world) start(spec sharing.Spec) *sharing.Share {
	w.t.Helper()
	shares, err := w.sharer.Start(w.t.Context(), spec)
	if err != nil {
		w.t.Fatal(err)
	}
	return shares[0]
}

// Whoever is at the old place stays there; all that is new goes to the new one.
func TestAMoveCutsNothing(t *testing.T) {
	w := newWorld(t)
	first, second := newApp(t, "first"), newApp(t, "second")
	share := w.start(spec(first.target, "shop"))
	w.expect("shop live")
	before, _ := w.sharer.Recorder("shop")
	recorded := before.Watch(t.Context())
	events := w.stream()
	one := <-recorded
	if err := w.sharer.Retarget("shop", second.target, "shop restarted"); err != nil {
		t.Fatal(err)
	}
	w.expect("shop live")
	if got := w.get(); got != "second at "+second.host() {
		t.Errorf("after the move: %s", got)
	}
	first.events <- "still here"
	if line, err := events.ReadString('\n'); line != "still here\n" {
		t.Errorf("at the old place: %q, %v", line, err)
	}
	now := share.State()
	if now.Note != "shop restarted" || now.Target != second.target.String() || share.Spec().Target != second.target {
		t.Errorf("it is %+v", now)
	}
	after, _ := w.sharer.Recorder("shop")
	if before != after {
		t.Error("what was recorded is gone")
	}
	if curl := after.Curl(one.ID, false); !strings.Contains(curl, second.target.String()) {
		t.Errorf("curl goes to the old place: %s", curl)
	}
}

func TestWhereTheAppThinksItIs(t *testing.T) {
	w := newWorld(t)
	first, second := newApp(t, "first"), newApp(t, "second")
	w.start(spec(first.target, "shop"))
	w.expect("shop live")
	public, odd, target := "public", "elsewhere", second.target.String()
	if err := w.sharer.Change("shop", localapi.Change{Profile: &public}); err != nil {
		t.Fatal(err)
	}
	w.expect("shop changed, protected false")
	if got := w.get(); got != "first at shop.localhost" {
		t.Errorf("by its public address: %s", got)
	}
	if err := w.sharer.Change("shop", localapi.Change{Target: &target}); err != nil {
		t.Fatal(err)
	}
	w.expect("shop changed, protected false")
	if got := w.get(); got != "second at shop.localhost" {
		t.Errorf("another app by its public address: %s", got)
	}
	secret := "let me in"
	if err := w.sharer.Change("shop", localapi.Change{Password: &secret, Profile: &odd}); err == nil {
		t.Error("it may think that it is anywhere")
	}
	if now := w.sharer.Shares()[0]; now.Protected || now.Profile != "public" || now.Target != target {
		t.Errorf("what was refused left something: %+v", now)
	}
}

// While a share is paused nothing is sent to whatever has the app's port.
func TestAPause(t *testing.T) {
	for name, raw := range map[string]bool{"web": false, "raw": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := newApp(t, "shop")
			wanted := spec(a.target, "shop")
			wanted.Raw = raw
			w.start(wanted)
			w.expect("shop live")
			events := w.stream()
			problem := &localapi.Error{Code: localapi.CodeTaken, Message: "Another app has the port."}
			if err := w.sharer.Pause("shop", problem); err != nil {
				t.Fatal(err)
			}
			w.expect("shop paused")
			if _, err := events.ReadString('\n'); err == nil || errors.Is(err, io.EOF) || os.IsTimeout(err) {
				t.Errorf("who was there was not cut off: %v", err)
			}
			a.meet(2) // the look at the start, and who was cut off
			for range 3 {
				if got := w.get(); got != "502 Bad Gateway" {
					t.Errorf("a visitor gets %s", got)
				}
			}
			public := "public"
			if err := w.sharer.Change("shop", localapi.Change{Profile: &public}); (err != nil) != raw {
				t.Fatal(err)
			}
			if got := w.get(); got != "502 Bad Gateway" {
				t.Errorf("after a change that is no resume: %s", got)
			}
			if len(a.came) != 0 {
				t.Errorf("the app met %d connections", len(a.came))
			}
			if now := w.sharer.Shares()[0]; now.State != localapi.Paused || now.Problem != problem {
				t.Errorf("it is %+v", now)
			}
			if err := w.sharer.Resume("shop"); err != nil {
				t.Fatal(err)
			}
			if got := w.get(); !strings.HasPrefix(got, "shop at ") {
				t.Errorf("afterwards: %s", got)
			}
			if now := w.sharer.Shares()[0]; now.State == localapi.Paused || now.Problem != nil {
				t.Errorf("afterwards it is %+v", now)
			}
		})
	}
}

// An app that its guard does not know is away.
func TestAGuard(t *testing.T) {
	for name, raw := range map[string]bool{"web": false, "raw": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			a := newApp(t, "shop")
			var asked, good atomic.Int32
			good.Store(1000)
			wanted := spec(a.target, "shop")
			wanted.Raw = raw
			wanted.Guard = func(context.Context) error {
				if asked.Add(1) > good.Load() {
					return errors.New("another program has the port")
				}
				return nil
			}
			w.start(wanted)
			w.expect("shop live")
			if got := w.get(); !strings.HasPrefix(got, "shop at ") {
				t.Fatalf("a visitor gets %s", got)
			}
			if err := w.sharer.Resume("shop"); err != nil { // so that no connection is open
				t.Fatal(err)
			}
			w.expect("shop live")
			a.meet(2) // the look at the start, and the visitor
			if !raw {
				a.meet(1) // the look of Resume
			}
			good.Store(0)
			if got := w.get(); got != "502 Bad Gateway" {
				t.Errorf("a visitor gets %s", got)
			}
			w.expect("shop waiting")
			if len(a.came) != 0 {
				t.Errorf("the stranger met %d connections", len(a.came))
			}
			good.Store(1 << 20)
			w.expect("shop live")
		})
	}
}

// A port may change hands while it is dialed.
func TestAGuardLooksTwice(t *testing.T) {
	w := newWorld(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			sent, _ := io.ReadAll(conn)
			_ = conn.Close()
			got <- string(sent)
		}
	}()
	defer ln.Close()
	target, err := upstream.Parse(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	late := spec(target, "shop")
	var asked atomic.Int32
	late.Wait, late.Guard = true, func(context.Context) error {
		if asked.Add(1)%2 == 0 {
			return errors.New("another program has the port")
		}
		return nil
	}
	w.start(late)
	w.expect("shop waiting")
	if sent := <-got; sent != "" {
		t.Errorf("the stranger was sent %q", sent)
	}
}

func TestWhatCantBeMoved(t *testing.T) {
	w := newWorld(t)
	site := sharing.Spec{Folder: t.TempDir()}
	site.Tunnel.Kind, site.Tunnel.Name = wire.HTTP, "site"
	w.start(site)
	w.expect("site live")
	a := newApp(t, "shop")
	other, target := "other", a.target.String()
	for name, err := range map[string]error{
		"a folder to an app": w.sharer.Retarget("site", a.target, ""),
		"a folder changed":   w.sharer.Change("site", localapi.Change{Target: &target}),
		"a folder paused":    w.sharer.Pause("site", &localapi.Error{}),
		"a folder goes on":   w.sharer.Resume("site"),
		"a name":             w.sharer.Change("site", localapi.Change{Name: &other}),
		"what nobody shares": w.sharer.Retarget("shop", a.target, ""),
		"a pause of nothing": w.sharer.Pause("shop", &localapi.Error{}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if now := w.sharer.Shares()[0]; !now.Folder || now.State != localapi.Live || now.Profile != "" {
		t.Errorf("it is %+v", now)
	}
}
