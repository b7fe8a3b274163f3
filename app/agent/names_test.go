package agent_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

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

// A name that a share of ours is to have again is not given to another one.
func TestNameOfAShareWithoutALink(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	for _, name := range []string{"docs", "shop"} {
		if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	srv.Server().Hub().EndName("docs", wire.Error{Code: wire.CodeBlocked, Message: "It was switched off."})
	d.until(client, "ended", func(s localapi.Snapshot) bool { return len(s.Shares) == 2 && s.Shares[0].State == localapi.Failed })
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "docs"}); code(err) != "name_taken" {
		t.Errorf("shared twice: %v", err)
	}
	docs := "docs"
	if err := client.Change(t.Context(), "shop", localapi.Change{Name: &docs}); code(err) != "name_taken" {
		t.Errorf("renamed: %v", err)
	}
	folder := filepath.Join(t.TempDir(), "docs")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if share, err := client.Start(t.Context(), localapi.NewShare{Folder: folder}); err != nil || share.Name == "docs" {
		t.Errorf("a folder of that name: %+v, %v", share, err)
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
	stopping := time.Now()
	stop()
	client, stop = d.run()
	d.until(client, "again", connected)
	names, err := client.Names(t.Context())
	if err != nil || len(names) != 1 || names[0].Live || names[0].Until.Before(stopping.Add(7*24*time.Hour)) {
		t.Errorf("held: %+v, %v", names, err)
	}
	if err := client.Release(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	if names, err := client.Names(t.Context()); err != nil || len(names) != 0 {
		t.Errorf("given back: %+v, %v", names, err)
	}
}

// What is stopped without a connection is kept by the server, and listed as that.
func TestNameOfWhatIsStoppedOffline(t *testing.T) {
	srv := servertest.Start(t)
	d := newDesk(t, srv.Addr)
	client, stop := d.run()
	defer stop()
	if _, err := client.Start(t.Context(), localapi.NewShare{Target: app(t), Name: "shop"}); err != nil {
		t.Fatal(err)
	}
	srv.Stop()
	d.until(client, "offline", func(s localapi.Snapshot) bool { return s.Server.State == localapi.Unreached })
	if err := client.Stop(t.Context(), "shop"); err != nil {
		t.Fatal(err)
	}
	d.until(client, "stopped", func(s localapi.Snapshot) bool { return len(s.Shares) == 0 })
	srv.Run()
	d.until(client, "online", connected)
	other := &tunnelcore.Client{Server: srv.Addr, Key: [32]byte{2}}
	defer other.Close()
	if _, err := other.Listen(t.Context(), tunnelcore.TunnelConfig{Name: "shop"}); err == nil {
		t.Error("the name is free")
	}
	if names, err := client.Names(t.Context()); err != nil || len(names) != 1 || names[0].Live {
		t.Errorf("listed are %+v, %v", names, err)
	}
	if err := client.Release(t.Context(), "shop"); err != nil {
		t.Error(err)
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
