package agent_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gotunnel/app/agent"
	"gotunnel/app/localapi"
	"gotunnel/app/signin"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// patience is far more than anything here takes.
const patience = 20 * time.Second

// desk is a person's computer.
type desk struct {
	t      *testing.T
	server string
	pin    string // of its key; may be empty
	folder string
	key    [32]byte
	change func(*agent.Config) // nil: the agent is like any other
}

func newDesk(t *testing.T, server string) *desk {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	return &desk{t: t, server: server, folder: t.TempDir(), key: [32]byte{1}}
}

func (d *desk) config() agent.Config {
	c := agent.Config{
		Server: d.server, Pin: d.pin, Folder: d.folder, Version: "test", Device: "desk", Log: io.Discard, Command: []string{"/usr/bin/gotunnel", "agent"},
		SettingsFile: filepath.Join(d.folder, "config.toml"), PreferencesFile: filepath.Join(d.folder, "desktop.json"),
		NewClient: func(server, pin, token string) *tunnelcore.Client {
			return &tunnelcore.Client{Server: server, Pin: pin, Token: token, Key: d.key}
		},
		Token: func(ctx context.Context, server string) (string, error) {
			return signin.Store{Folder: d.folder}.Token(ctx, server)
		},
	}
	if d.change != nil {
		d.change(&c)
	}
	return c
}

// run runs an agent until stop, and waits until it answers.
func (d *desk) run() (client *localapi.Client, stop func()) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- agent.Run(ctx, d.config()) }()
	stop = func() {
		cancel()
		if err := <-done; err != nil {
			d.t.Errorf("the agent ended: %v", err)
		}
	}
	for range d.often() {
		if client, ok := localapi.DialAgent(d.t.Context()); ok {
			d.t.Cleanup(client.Close)
			return client, stop
		}
	}
	return nil, stop
}

// often ticks while there is patience.
func (d *desk) often() <-chan time.Time {
	d.t.Helper()
	ticks := make(chan time.Time)
	go func() {
		defer close(ticks)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for began := time.Now(); time.Since(began) < patience; {
			select {
			case ticks <- <-tick.C:
			case <-d.t.Context().Done():
				return
			}
		}
	}()
	return ticks
}

// await waits until there is one share, in that state.
func (d *desk) await(client *localapi.Client, want localapi.State) localapi.Share {
	d.t.Helper()
	var last []localapi.Share
	for range d.often() {
		shares, err := client.Shares(d.t.Context())
		if err != nil {
			d.t.Fatal(err)
		}
		if last = shares; len(shares) == 1 && shares[0].State == want {
			return shares[0]
		}
	}
	d.t.Fatalf("it is %+v, want one share that is %s", last, want)
	return localapi.Share{}
}

// app is what is shared.
func app(t *testing.T) (address string) {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "app") }))
	t.Cleanup(srv.Close)
	return srv.Listener.Addr().String()
}

func TestSharesComeBack(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	want := localapi.NewShare{Target: app(t), Policy: localapi.Policy{Password: "let me in", NoIndex: true}}
	share, err := client.Start(t.Context(), want)
	if err != nil || !share.Kept || !share.Protected {
		t.Fatalf("%+v, %v", share, err)
	}
	stop()
	text, err := os.ReadFile(filepath.Join(d.folder, "shares.json"))
	if err != nil || strings.Contains(string(text), "let me in") {
		t.Errorf("written down: %s, %v", text, err)
	}

	client, stop = d.run()
	defer stop()
	if again := d.await(client, localapi.Live); again.Name != share.Name || !again.Protected {
		t.Errorf("it came back as %+v, was %+v", again, share)
	}
}

// What can't be read is kept aside, and nothing takes its place unseen.
func TestSharesThatCannotBeRead(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	file := filepath.Join(d.folder, "shares.json")
	if err := os.MkdirAll(filepath.Join(file, "mine"), 0o700); err != nil {
		t.Fatal(err)
	}
	client, stop := d.run()
	defer stop()
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "shop") {
		t.Errorf("%s, %v", text, err)
	}
	aside, _ := filepath.Glob(file + ".damaged-*/mine")
	if len(aside) != 1 {
		t.Fatalf("kept aside: %v", aside)
	}
	if p := problem(t, client); p == nil || p.Code != localapi.CodeDamaged || !strings.Contains(p.Message, filepath.Dir(aside[0])) {
		t.Errorf("its person is told %+v, want where it is", p)
	}
	if err := client.Dismiss(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p := problem(t, client); p != nil {
		t.Errorf("who knows of it is told %+v", p)
	}
}

// problem is what an agent says is wrong with its files.
func problem(t *testing.T, client *localapi.Client) *localapi.Error {
	t.Helper()
	for now, err := range client.State(t.Context(), false) {
		if err != nil {
			t.Fatal(err)
		}
		return now.Problem
	}
	return nil
}

// What can't be written down is said, and written down once it can be.
func TestSharesThatCannotBeSaved(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	file := filepath.Join(d.folder, "shares.json")
	inTheWay := filepath.Join(file, "in the way") // no file takes the place of a folder that has something
	if err := os.MkdirAll(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	if p := problem(t, client); p == nil || p.Code != localapi.CodeNotSaved {
		t.Errorf("its person is told %+v", p)
	}
	if err := os.RemoveAll(file); err != nil {
		t.Fatal(err)
	}
	for range d.often() {
		if problem(t, client) == nil {
			break
		}
	}
	if text, err := os.ReadFile(file); err != nil || !strings.Contains(string(text), "shop") {
		t.Errorf("%s, %v", text, err)
	}
}

// Offline is a normal state, at the start too.
func TestAServerThatComesLater(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	share, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	srv.Stop()

	client, stop = d.run()
	if offline := d.await(client, localapi.Reconnecting); offline.Name != "shop" {
		t.Errorf("offline it is %+v", offline)
	}
	srv.Run()
	if online := d.await(client, localapi.Live); online.URL != share.URL {
		t.Errorf("online it is %+v, was %+v", online, share)
	}
	srv.Stop()
	stop() // does not wait for a server
	srv.Run()
}

// What waits for its link can be stopped, and an agent that ends waits for nothing.
func TestStopBeforeThereIsALink(t *testing.T) {
	srv := servertest.Start(t)
	srv.Stop()
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	started := make(chan error, 1)
	go func() {
		_, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"})
		started <- err
	}()
	d.await(client, localapi.Reconnecting)
	if err := client.Stop(t.Context(), "shop"); err != nil {
		t.Error(err)
	}
	if err := <-started; err == nil || err.Error() != "This share was stopped before it had a link." {
		t.Errorf("who waited is told %v", err)
	}
	go func() {
		_, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "docs"})
		started <- err
	}()
	d.await(client, localapi.Reconnecting)
	stop()
	if err := <-started; err == nil {
		t.Error("it was shared by an agent that ended")
	}
	srv.Run()
}

func TestOneAgent(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	_, stop := d.run()
	if err := agent.Run(t.Context(), d.config()); !errors.Is(err, agent.ErrRunning) {
		t.Errorf("a second agent: %v", err)
	}
	stop()
	_, stop = d.run()
	stop()
}
