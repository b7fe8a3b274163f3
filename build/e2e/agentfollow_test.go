package e2e

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/server/servertest/freeport"
)

// A share goes with Vite to the next port, and never shows the project that took
// the first one, unless its person wants that.
func TestAgentFollows(t *testing.T) {
	t.Parallel()
	s := serve(t)
	shop, admin := twoProjects(t)
	edit(t, filepath.Join(admin, "index.html"), "Vite through a link", "Nobody may see this")
	first := freeport.Row(t, 2)
	port := strconv.Itoa(first)
	vite := func(folder string) *process {
		return startNodeAt(t, folder, port, "Local:", "node_modules/vite/bin/vite.js", "--clearScreen", "false", "--host", "127.0.0.1")
	}
	p := vite(shop)
	a := s.agent(s.home)
	share := a.mustStart(localapi.NewShare{Target: port})
	if share.Name != "e2e-vite" {
		t.Errorf("its name is %s", share.Name)
	}
	client := visitor(s)
	page := func() string {
		t.Helper()
		return mustOpen(t, client, s.url(share.Name), "Accept", "text/html").body
	}
	if got := page(); !strings.Contains(got, "Vite through a link") {
		t.Fatalf("at first it shows %s", got)
	}

	p.stop()
	stranger := vite(admin)
	if got := page(); strings.Contains(got, "Nobody may see this") {
		t.Fatal("visitors see another project")
	}
	now := a.until("paused", is(localapi.Paused)).Shares[0]
	want := fmt.Sprintf("Port %d now belongs to 'admin-tools', not 'e2e-vite'. Sharing is paused so nothing else is shown by accident.", first)
	if now.Problem == nil || now.Problem.Message != want || now.Problem.Code != localapi.CodeTaken || now.Problem.Target == "" {
		t.Errorf("paused: %+v", now.Problem)
	}

	again := vite(shop)
	now = a.until("moved", is(localapi.Live)).Shares[0]
	if want := fmt.Sprintf("e2e-vite restarted on port %d. Your link still works.", first+1); now.Note != want {
		t.Errorf("moved: %q, want %q", now.Note, want)
	}
	if got := page(); !strings.Contains(got, "Vite through a link") {
		t.Errorf("at another port it shows %s", got)
	}

	again.stop()
	a.until("away", is(localapi.Waiting))
	if err := a.client.Change(t.Context(), share.Name, localapi.Change{Target: &port}); err != nil {
		t.Fatal(err)
	}
	a.until("another app instead", is(localapi.Live))
	if got := page(); !strings.Contains(got, "Nobody may see this") {
		t.Errorf("with another app it shows %s", got)
	}
	stranger.stop()
}

// is tells that there is one share, in this state.
func is(state localapi.State) func(localapi.Snapshot) bool {
	return func(s localapi.Snapshot) bool { return len(s.Shares) == 1 && s.Shares[0].State == state }
}
