package agent_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
)

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

// An invite's code alone is for the server that there is, whose key is known: the
// pin is kept.
func TestCodeAlone(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	d.pin = srv.Pin
	client, stop := d.run()
	defer stop()
	_, code, _ := strings.Cut(srv.Invite(t, "designer"), "#")
	code, _, _ = strings.Cut(code, ".")
	if err := client.Login(t.Context(), localapi.Login{Invite: code, Server: srv.Addr, Keep: localapi.InFile}); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(d.folder, "config.toml"))
	if err != nil || !strings.Contains(string(text), srv.Pin) {
		t.Errorf("settings: %s, %v", text, err)
	}
}
