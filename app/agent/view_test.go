package agent_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
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

// Apps are listed.
func TestApps(t *testing.T) {
	d := newDesk(t, "")
	client, stop := d.run()
	defer stop()
	port := portOf(app(t))
	d.until(client, "listed", func(s localapi.Snapshot) bool {
		// One that starts during a look may be nobody's until the next.
		return slices.ContainsFunc(s.Apps, func(a localapi.App) bool {
			return a.Target == port && a.Hidden != string(detect.Somebody) && a.Share == ""
		})
	})
}

func portOf(address string) string { return address[strings.LastIndexByte(address, ':')+1:] }

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
