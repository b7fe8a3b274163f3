package agent_test

import (
	"context"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// There is one window, which is told what to show.
func TestWindow(t *testing.T) {
	d := newDesk(t, "")
	client, stop := d.run()
	defer stop()
	if shown, err := client.Show(t.Context(), localapi.View{Name: "settings"}); shown || err != nil {
		t.Errorf("without a window: %v, %v", shown, err)
	}
	window := openWindow(t, client)
	if _, err := client.Window(t.Context()); code(err) != localapi.CodeWindow {
		t.Errorf("a second one: %v", err)
	}
	if shown, err := client.Show(t.Context(), localapi.View{Name: "share", Share: "shop"}); !shown || err != nil {
		t.Errorf("with a window: %v, %v", shown, err)
	}
	if first, second := <-window.told, <-window.told; first != "home" || second != "share" {
		t.Errorf("told to show %s, %s", first, second)
	}
	window.close()
}

// A window that was closed a moment ago is asked for nothing any more: another one
// is to be opened.
func TestWindowIsClosed(t *testing.T) {
	d := newDesk(t, "")
	client, stop := d.run()
	defer stop()
	for range 50 {
		openWindow(t, client).close()
		if shown, err := client.Show(t.Context(), localapi.View{Name: "home"}); shown || err != nil {
			t.Fatalf("it was told: %v", err)
		}
	}
}

// testWindow is one that opens nothing.
type testWindow struct {
	told  chan string
	close func() // returns when it is closed
}

func openWindow(t *testing.T, client *localapi.Client) testWindow {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	views, err := client.Window(ctx)
	if err != nil {
		t.Fatal(err)
	}
	told, ended := make(chan string, 10), make(chan struct{})
	go func() {
		defer close(ended)
		for v, err := range views {
			if err != nil {
				return
			}
			told <- v.Name
		}
	}()
	return testWindow{told, func() { cancel(); <-ended }}
}

// What a terminal shares is shown, watched and stopped by way of the agent too.
func TestElsewhere(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	o := &terminal{stopped: make(chan string, 1)}
	ln, err := localapi.Listen()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- localapi.Serve(ctx, ln, o) }()
	d.until(client, "from a terminal", func(s localapi.Snapshot) bool { return len(s.Shares) == 1 && s.Shares[0].Name == "term" })
	if secret, err := client.Password(t.Context(), "term"); secret != "let me in" || err != nil {
		t.Errorf("its password is %q, %v", secret, err)
	}
	if err := client.Stop(t.Context(), "term"); err != nil || <-o.stopped != "term" {
		t.Errorf("stop: %v", err)
	}
	cancel()
	<-done
	d.until(client, "it ended", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
}

// terminal is a program that shares "term".
type terminal struct {
	localapi.Owner
	stopped chan string
}

func (*terminal) Shares() []localapi.Share {
	return []localapi.Share{{Name: "term", State: localapi.Live}}
}

func (*terminal) Password(string) (string, error) { return "let me in", nil }

func (o *terminal) Stop(name string) error { o.stopped <- name; return nil }

// What was stopped is the agent's to have back, also if a terminal has taken its
// name meanwhile: it says so.
func TestUndoOfANameThatATerminalTook(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "term"}); err != nil {
		t.Fatal(err)
	}
	if err := client.Stop(t.Context(), "term"); err != nil {
		t.Fatal(err)
	}
	d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	tunnel, err := other.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "term"})
	if err != nil {
		t.Fatal(err)
	}
	endTerminal := d.terminal()
	d.until(client, "from a terminal", func(s localapi.Snapshot) bool { return len(s.Shares) == 1 })
	if _, err := client.Undo(t.Context(), "term"); code(err) != "name_taken" {
		t.Errorf("taken: %v", err)
	}
	endTerminal()
	_ = tunnel.Close()
	d.until(client, "it ended", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	if _, err := client.Undo(t.Context(), "term"); err != nil {
		t.Errorf("free again: %v", err)
	}
}

// terminal runs a terminal that shares "term", until stop.
func (d *desk) terminal() (stop func()) {
	d.t.Helper()
	ln, err := localapi.Listen()
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- localapi.Serve(ctx, ln, &terminal{}) }()
	return func() { cancel(); <-done }
}
