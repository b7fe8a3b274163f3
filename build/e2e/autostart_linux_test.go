package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"gotunnel/app/autostart"
	"gotunnel/app/localapi"
)

// At sign-in the agent starts without a window and brings two shares back, as soon
// as the server is there too. Who switched that off in the desktop's settings
// finds it off.
func TestAutostart(t *testing.T) {
	t.Parallel()
	gio, validate := need(t, "gio"), need(t, "desktop-file-validate")
	s, desk := serve(t), bareSession(t)
	desk.env = append(desk.env, "GOTUNNEL_SERVER="+s.addr)
	a := desk.agent()
	a.mustStart(localapi.NewShare{Target: portOf(t, app(t, says("app"))), Name: "shop"})
	a.mustStart(localapi.NewShare{Folder: site(t, "a page"), Name: "site"})
	yes := true
	if err := a.client.ChangeSettings(t.Context(), localapi.SettingsChange{AtSignIn: &yes}); err != nil {
		t.Fatal(err)
	}
	entry := filepath.Join(desk.home, "CONFIG", "autostart", "gotunnel.desktop")
	if out, err := desk.command(validate, entry).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the entry: %v %s", err, out)
	}
	a.stop()
	s.stop()

	if err := desk.command(gio, "launch", entry).Run(); err != nil { // the agent keeps what it has for output
		t.Fatal(err)
	}
	started := &agent{client: a.client}
	started.process = &process{t: t} // the desktop's, not ours
	t.Cleanup(func() { _ = a.client.Quit(context.Background()) })
	eventually(t, func() error { _, err := a.client.About(t.Context()); return err })
	started.until("without the server", func(now localapi.Snapshot) bool {
		return len(now.Shares) == 2 && now.Server.State == localapi.Unreached
	})
	s.again()
	started.until("with the server", live(2))
	client := visitor(s)
	mustShow(t, client, s.url("shop"), "app")
	mustShow(t, client, s.url("site")+"/index.txt", "a page")

	text, err := os.ReadFile(entry)
	if err != nil {
		t.Fatal(err)
	}
	off := bytes.Replace(text, []byte("[Desktop Entry]\n"), []byte("[Desktop Entry]\nHidden=true\n"), 1)
	if err := os.WriteFile(entry, off, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.client.Quit(t.Context()); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		if _, err := a.client.About(t.Context()); err == nil {
			return os.ErrExist
		}
		return nil
	})
	again := desk.agent()
	again.until("switched off", func(now localapi.Snapshot) bool { return now.Settings.AtSignIn == string(autostart.Refused) })
	again.until("again", live(2))
	if now, err := os.ReadFile(entry); err != nil || !bytes.Equal(now, off) {
		t.Errorf("the entry was changed: %s, %v", now, err)
	}
}
