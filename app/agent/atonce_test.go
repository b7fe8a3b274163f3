package agent_test

import (
	"fmt"
	"sync"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// each calls f for each of these at once, and waits for all.
func each[T any](all []T, f func(T)) {
	var wg sync.WaitGroup
	for _, one := range all {
		wg.Go(func() { f(one) })
	}
	wg.Wait()
}

// free fails the test for a name of these that somebody else can't have: it is a link
// that works and that nobody sees. Who stops a share does not wait for the server.
func (d *desk) free(client *tunnelcore.Client, names ...string) {
	d.t.Helper()
	for _, name := range names {
		var err error
		for range d.often() {
			var tunnel *tunnelcore.Tunnel
			if tunnel, err = client.Listen(d.t.Context(), tunnelcore.TunnelConfig{Name: name}); err == nil {
				_ = tunnel.Close()
				break
			}
		}
		if err != nil {
			d.t.Errorf("%s is not free: %v", name, err)
		}
	}
}

// Two windows rename the same share at once: there is one link in the end.
func TestRenamedByTwo(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	for i := range 3 {
		old := fmt.Sprintf("shop-%d", i)
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: old}); err != nil {
			t.Fatal(err)
		}
		names := []string{old, fmt.Sprintf("store-%d", i), fmt.Sprintf("market-%d", i)}
		each(names[1:], func(name string) {
			if err := client.Change(t.Context(), old, localapi.Change{Name: &name}); err != nil && code(err) != localapi.CodeNoShare {
				t.Error(err)
			}
		})
		now := d.until(client, "renamed", func(s localapi.Snapshot) bool { return len(s.Shares) == 1 && s.Shares[0].Name != old })
		for _, name := range names {
			if name != now.Shares[0].Name {
				d.free(other, name)
			}
		}
		if err := client.Stop(t.Context(), now.Shares[0].Name); err != nil {
			t.Fatal(err)
		}
		d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	}
}

// A share that is stopped while somebody renames it has no link in the end.
func TestStoppedWhileItIsRenamed(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	for i := range 3 {
		old, name := fmt.Sprintf("shop-%d", i), fmt.Sprintf("store-%d", i)
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: old}); err != nil {
			t.Fatal(err)
		}
		each([]func() error{
			func() error { return client.Change(t.Context(), old, localapi.Change{Name: &name}) },
			func() error { return client.Stop(t.Context(), old) },
		}, func(f func() error) {
			if err := f(); err != nil && code(err) != localapi.CodeNoShare {
				t.Error(err)
			}
		})
		_ = client.Stop(t.Context(), name) // it was renamed first
		d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
		d.free(other, old, name)
	}
}

// What is shared and changed at once is kept whole; the race detector looks on.
func TestManyAtOnce(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer func() { stop() }()
	target := app(t)
	var names []string
	for i := range 20 {
		names = append(names, fmt.Sprintf("shop-%d", i))
	}
	each(names, func(name string) {
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: target, Name: name}); err != nil {
			t.Error(err)
			return
		}
		secret, profile := "let me in", "public"
		each([]localapi.Change{{Password: &secret}, {Profile: &profile}}, func(c localapi.Change) {
			if err := client.Change(t.Context(), name, c); err != nil {
				t.Error(err)
			}
		})
	})
	stop()
	client, stop = d.run()
	d.until(client, "again", func(s localapi.Snapshot) bool {
		for _, share := range s.Shares {
			if share.State != localapi.Live || !share.Protected || share.Profile != "public" {
				return false
			}
		}
		return len(s.Shares) == len(names)
	})
}

// Who stops a share while it waits for its link, and has it back, has one.
func TestUndoBeforeThereIsALink(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer func() { stop() }()
	share, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	srv.Stop()
	client, stop = d.run()
	d.await(client, localapi.Reconnecting)
	if err := client.Stop(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	again := make(chan error, 1)
	go func() {
		_, err := client.Undo(t.Context(), "shop")
		again <- err
	}()
	d.await(client, localapi.Reconnecting)
	srv.Run()
	if err := <-again; err != nil {
		t.Fatal(err)
	}
	if now := d.await(client, localapi.Live); now.URL != share.URL {
		t.Errorf("it is %+v", now)
	}
}

// Of two shares that had the same name, the one that was stopped last is had back.
func TestUndoTheLast(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	targets := []string{app(t), app(t)}
	for _, target := range targets {
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: target, Name: "shop"}); err != nil {
			t.Fatal(err)
		}
		if err := client.Stop(t.Context(), "shop"); err != nil {
			t.Fatal(err)
		}
		d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	}
	if again, err := client.Undo(t.Context(), "shop"); err != nil || again.Target != targets[1] {
		t.Errorf("%+v, %v; want %s", again, err, targets[1])
	}
}
