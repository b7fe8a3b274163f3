package agent_test

import (
	"context"
	"slices"
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
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	views, err := client.Window(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Window(t.Context()); code(err) != localapi.CodeWindow {
		t.Errorf("a second one: %v", err)
	}
	if shown, err := client.Show(t.Context(), localapi.View{Name: "share", Share: "shop"}); !shown || err != nil {
		t.Errorf("with a window: %v, %v", shown, err)
	}
	var got []string
	for v, err := range views {
		if err != nil {
			t.Fatal(err)
		}
		if got = append(got, v.Name); len(got) == 2 {
			break
		}
	}
	if !slices.Equal(got, []string{"home", "share"}) {
		t.Errorf("told to show %v", got)
	}
	cancel()
	for range d.often() {
		if shown, _ := client.Show(t.Context(), localapi.View{Name: "home"}); !shown {
			return
		}
	}
	t.Error("a window that is gone is there")
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
