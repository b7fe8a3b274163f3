package e2e

import (
	"errors"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

// A sign-in is in a real password store: unlocked, locked, unlocked with a wrong
// password, and not there any more. Nothing is lost by any of that.
func TestAgentKeyring(t *testing.T) {
	t.Parallel()
	need(t, "gnome-keyring-daemon")
	s, desk := serve(t), bareSession(t)
	keyring := desk.unlock("the right password")
	a := desk.agent()
	if err := a.client.Login(t.Context(), localapi.Login{Invite: s.invite("designer")}); err != nil {
		t.Fatal(err)
	}
	a.until("signed in", connected)
	a.mustStart(localapi.NewShare{Target: portOf(t, app(t, says("kept"))), Name: "shop"})
	client := visitor(s)

	for _, password := range []string{"", "a wrong password"} {
		a.stop()
		keyring.stop()
		if keyring = desk.start("gnome-keyring-daemon", "--foreground", "--components=secrets"); password != "" {
			keyring.stop()
			keyring = desk.unlock(password)
		}
		desk.awaitKeyring()
		a = desk.agent()
		now := a.until("locked", func(now localapi.Snapshot) bool { return now.Server.State == localapi.Refused })
		if p := now.Server.Problem; p == nil || p.Code != localapi.CodeLocked || p.Message != "Your keyring is locked. Unlock it to sign in." {
			t.Errorf("with password %q: %+v", password, p)
		}
		if len(now.Shares) != 1 || now.Shares[0].Name != "shop" {
			t.Errorf("locked, it keeps %+v", now.Shares)
		}
	}

	keyring.stop()
	if err := a.client.Retry(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := a.until("without a store", func(now localapi.Snapshot) bool {
		return now.Server.Problem != nil && now.Server.Problem.Code == localapi.CodeNoKeyring
	})
	if !strings.HasPrefix(now.Server.Problem.Message, "This computer has no password store.") {
		t.Errorf("without a store: %+v", now.Server.Problem)
	}

	desk.unlock("the right password")
	desk.awaitKeyring()
	if err := a.client.Retry(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.until("unlocked", live(1))
	mustShow(t, client, s.url("shop"), "kept")
}

// unlock starts a password store that this password unlocks, or that it makes.
func (s *session) unlock(password string) *process {
	s.t.Helper()
	cmd := s.command("gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets")
	cmd.Stdin = strings.NewReader(password)
	p := start(s.t, cmd)
	s.awaitKeyring()
	return p
}

// awaitKeyring waits until the store is on the bus. Who spoke to it would have some
// buses start another one, which is locked.
func (s *session) awaitKeyring() {
	s.t.Helper()
	eventually(s.t, func() error {
		said, err := s.command("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/",
			"org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets").Output()
		if err == nil && !strings.Contains(string(said), "true") {
			err = errors.New("there is no password store")
		}
		return err
	})
}
