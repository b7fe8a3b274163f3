package agent_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
)

// until follows the agent's state until it is as wanted.
func (d *desk) until(client *localapi.Client, what string, ok func(localapi.Snapshot) bool) localapi.Snapshot {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), patience)
	defer cancel()
	var last localapi.Snapshot
	for now, err := range client.State(ctx, false) {
		if err != nil {
			d.t.Fatalf("%s: %v; it was %+v", what, err, last)
		}
		if last = now; ok(now) {
			return now
		}
	}
	return last
}

func connected(s localapi.Snapshot) bool { return s.Server.State == localapi.Connected }

// An agent runs before it has a server; an invite gives it one, and it goes on
// with what it shares when it signs out and in again.
func TestSigningIn(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, "")
	client, stop := d.run()
	defer func() { stop() }()
	if now := d.until(client, "at first", func(localapi.Snapshot) bool { return true }); now.Server.State != localapi.NoServer {
		t.Errorf("at first %+v", now.Server)
	}
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t)}); code(err) != localapi.CodeNoServer {
		t.Errorf("without a server: %v", err)
	}
	invite := srv.Invite(t, "designer")
	if err := client.Login(t.Context(), localapi.Login{Invite: invite, Keep: localapi.InFile}); err != nil {
		t.Fatal(err)
	}
	if now := d.until(client, "signed in", connected); now.Server.Account != "designer" || now.Server.Domain == "" {
		t.Errorf("signed in as %+v", now.Server)
	}
	if err := client.Login(t.Context(), localapi.Login{Invite: invite, Keep: localapi.InFile}); err == nil || !strings.Contains(err.Error(), "already been used") {
		t.Errorf("twice: %v", err)
	}
	share, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := d.until(client, "signed out", func(s localapi.Snapshot) bool { return s.Server.State == localapi.NoServer })
	if len(now.Shares) != 1 || now.Shares[0].Name != "shop" {
		t.Errorf("signed out, it keeps %+v", now.Shares)
	}
	if err := client.Login(t.Context(), localapi.Login{Invite: srv.Invite(t, "designer"), Keep: localapi.UntilQuit}); err != nil {
		t.Fatal(err)
	}
	if again := d.await(client, localapi.Live); again.URL != share.URL {
		t.Errorf("again it is %+v", again)
	}
	stop()
	if left, _ := os.ReadDir(filepath.Join(d.folder, "sign-in")); len(left) != 0 {
		t.Errorf("a sign-in until quit is in %v", left)
	}
	text, err := os.ReadFile(filepath.Join(d.folder, "config.toml"))
	if err != nil || !strings.Contains(string(text), srv.Addr) {
		t.Errorf("settings: %s, %v", text, err)
	}
	d.server = srv.Addr // that of the settings; there is no sign-in any more
	client, stop = d.run()
	d.until(client, "refused", func(s localapi.Snapshot) bool {
		return s.Server.State == localapi.Refused && s.Server.Problem.Code == "unauthorized"
	})
}

func code(err error) string {
	e, _ := errors.AsType[localapi.Error](err)
	return e.Code
}

// What is stopped can be had back as it was, with its password.
func TestUndo(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	share, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop", Policy: localapi.Policy{Password: "let me in"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Stop(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	again, err := client.Undo(t.Context(), "shop")
	if err != nil || again.URL != share.URL || !again.Protected {
		t.Fatalf("%+v, %v", again, err)
	}
	if secret, err := client.Password(t.Context(), "shop"); secret != "let me in" || err != nil {
		t.Errorf("the password is %q, %v", secret, err)
	}
	if _, err := client.Undo(t.Context(), "shop"); code(err) != localapi.CodeNoShare {
		t.Errorf("twice: %v", err)
	}
}

// A share gets another link, and keeps all else.
func TestRename(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer func() { stop() }()
	for _, name := range []string{"shop", "docs"} {
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: name, Policy: localapi.Policy{Password: "let me in"}}); err != nil {
			t.Fatal(err)
		}
	}
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	if _, err := other.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "blog"}); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"store": "", "Store": "", "docs": "name_taken", "blog": "name_taken", "a b": "name_invalid"} {
		check, err := client.CheckName(t.Context(), name)
		if err != nil || check.Free != (want == "") || !check.Free && (check.Problem == nil || check.Problem.Code != want) {
			t.Errorf("%s: %+v, %v; want %q", name, check, err, want)
		}
	}
	taken, free, once := "docs", "store", false
	if err := client.Change(t.Context(), "shop", localapi.Change{Name: &taken}); code(err) != "name_taken" {
		t.Errorf("a name that is taken: %v", err)
	}
	if err := client.Change(t.Context(), "shop", localapi.Change{Name: &free, Kept: &once}); err != nil {
		t.Fatal(err)
	}
	named := func(s localapi.Snapshot) (names []string) {
		for _, share := range s.Shares {
			names = append(names, share.Name)
		}
		return names
	}
	now := d.until(client, "renamed", func(s localapi.Snapshot) bool { return slices.Equal(named(s), []string{"store", "docs"}) })
	if s := now.Shares[0]; s.State != localapi.Live || !s.Protected || s.Kept {
		t.Errorf("renamed it is %+v", s)
	}
	if secret, err := client.Password(t.Context(), "store"); secret != "let me in" || err != nil {
		t.Errorf("the password is %q, %v", secret, err)
	}
	stop()
	client, stop = d.run()
	now = d.until(client, "again", func(s localapi.Snapshot) bool { return len(s.Shares) > 0 && s.Shares[0].State == localapi.Live })
	if !slices.Equal(named(now), []string{"docs"}) {
		t.Errorf("after a restart: %v", named(now))
	}
}

// Names are kept for who comes back, and can be given back.
func TestNames(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer func() { stop() }()
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop", Once: true}); err != nil {
		t.Fatal(err)
	}
	if names, err := client.Names(t.Context()); err != nil || len(names) != 1 || !names[0].Live {
		t.Errorf("live: %+v, %v", names, err)
	}
	if err := client.Release(t.Context(), "shop"); code(err) != localapi.CodeInvalid {
		t.Errorf("in use: %v", err)
	}
	stopped := time.Now()
	stop()
	client, stop = d.run()
	d.until(client, "again", connected)
	names, err := client.Names(t.Context())
	if err != nil || len(names) != 1 || names[0].Live || !names[0].Until.After(stopped.Add(7*24*time.Hour-time.Second)) {
		t.Errorf("held: %+v, %v", names, err)
	}
	if err := client.Release(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	if names, err := client.Names(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("given back: %+v, %v", names, err)
	}
}

// A folder's link is named after it; if that is taken, otherwise.
func TestNameOfAFolder(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	folder := filepath.Join(t.TempDir(), "Brand Deck (final)")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("<h1>Brand"), 0o600); err != nil {
		t.Fatal(err)
	}
	if info, err := client.FolderInfo(t.Context(), filepath.Join(folder, "index.html")); err != nil || info.Files != 1 || info.Page != "index.html" || info.Path != folder {
		t.Errorf("%+v, %v", info, err)
	}
	first, err := client.Start(t.Context(), localapi.NewShare{Folder: folder})
	if err != nil || first.Name != "brand-deck-final" || !first.Folder {
		t.Errorf("%+v, %v", first, err)
	}
	second, err := client.Start(t.Context(), localapi.NewShare{Folder: folder})
	if err != nil || second.Name == first.Name {
		t.Errorf("%+v, %v", second, err)
	}
}

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

// Settings outlive the agent.
func TestSettings(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	d := newDesk(t, "")
	client, stop := d.run()
	defer func() { stop() }()
	dark, no, yes := "dark", false, true
	if err := client.ChangeSettings(t.Context(), localapi.SettingsChange{Appearance: &dark, Notifications: &no, AtSignIn: &yes}); err != nil {
		t.Fatal(err)
	}
	stop()
	client, stop = d.run()
	now := d.until(client, "again", func(localapi.Snapshot) bool { return true }).Settings
	if now.Appearance != "dark" || now.Notifications || now.AtSignIn != "on" || !now.Inspect {
		t.Errorf("%+v", now)
	}
	if err := client.ChangeSettings(t.Context(), localapi.SettingsChange{AtSignIn: &no}); err != nil {
		t.Fatal(err)
	}
	d.until(client, "off", func(s localapi.Snapshot) bool { return s.Settings.AtSignIn == "off" })
}

// Apps are listed by name.
func TestApps(t *testing.T) {
	d := newDesk(t, "")
	client, stop := d.run()
	defer stop()
	port := portOf(app(t))
	var found localapi.App
	for now, err := range client.State(t.Context(), false) {
		if err != nil {
			t.Fatal(err)
		}
		if i := slices.IndexFunc(now.Apps, func(a localapi.App) bool { return a.Target == port }); i >= 0 {
			found = now.Apps[i]
			break
		}
	}
	if found.Hidden != "" || found.Share != "" {
		t.Errorf("%+v", found)
	}
}

func portOf(address string) string { return address[strings.LastIndexByte(address, ':')+1:] }

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
func (o *terminal) Stop(name string) error        { o.stopped <- name; return nil }

// A server on this computer is started for who tries Gotunnel, and ends with the
// agent.
func TestTryHereWithoutAServer(t *testing.T) {
	d := newDesk(t, "")
	client, stop := d.run()
	defer stop()
	if err := client.TryHere(t.Context()); err == nil || !strings.Contains(err.Error(), "not installed") {
		t.Errorf("%v", err)
	}
}

// The log has what happened, and diagnostics have no secrets.
func TestDiagnostics(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	want := localapi.NewShare{Target: app(t), Name: "shop", Policy: localapi.Policy{Password: "let me in"}}
	if _, err := client.Start(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	report, err := client.Diagnostics(t.Context())
	if err != nil || !strings.Contains(report, "shop") || strings.Contains(report, "let me in") {
		t.Errorf("%s, %v", report, err)
	}
	for line, err := range client.Log(t.Context(), true) {
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line, "name=shop") {
			break
		}
	}
}

// Whoever wants no requests kept has none of new shares.
func TestForgettingRequests(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	for _, keep := range []bool{true, false} {
		if err := client.ChangeSettings(t.Context(), localapi.SettingsChange{Inspect: &keep}); err != nil {
			t.Fatal(err)
		}
		share, err := client.Start(t.Context(), localapi.NewShare{Target: app(t)})
		if err != nil || share.Inspected != keep {
			t.Errorf("with requests kept %v: %+v, %v", keep, share, err)
		}
	}
}
