package e2e

import (
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotunnel/server/servertest/freeport"
)

// A person shares an app by two clicks, sees that somebody looks at it, and stops
// sharing, all from the tray of a real panel.
func TestTray(t *testing.T) {
	// Alone: apps of other tests would come and go in the menu while it is read.
	d := newPanelScreen(t)
	s := serve(t)
	folder := filepath.Join(t.TempDir(), "checkout")
	if err := copyOver(folder, filepath.Join("testdata", "checkout")); err != nil {
		t.Fatal(err)
	}
	port := "3000" // at the top of the list
	if !freeport.IsFree(3000) {
		port = freePort(t)
	}
	startNodeAt(t, folder, port, "listening", "server.js")
	cmd := d.command(filepath.Join(programs, "gotunnel"), "agent")
	cmd.Env = append(slices.Clone(d.env), "GOTUNNEL_SERVER="+s.addr)
	agent := start(t, cmd)
	menu := trayMenu{d, agent.cmd.Process.Pid}

	// The panel comes late, as it may at sign-in.
	agent.await("nobody shows icons")
	panel := d.start()
	idle := d.awaitIcon("there", unlike(glyph{}))

	menu.choose("tray-share", "Share port "+port+" (checkout, ")
	link := s.url("checkout")
	host := strings.TrimPrefix(link, "http://")
	d.expect("Link copied.|" + host + " is live. Anyone with this link can open the app on port " + port + " until you stop sharing.")
	if got := d.clipboard(); got != link {
		t.Errorf("the clipboard has %q and not %q", got, link)
	}
	shared := d.awaitIcon("filled", func(g glyph) bool { return unlike(idle)(g) && len(g.ink) > len(idle.ink)*5/4 })
	visit(t, s, link)
	d.expect("checkout has its first visitor|Somebody opened your link.")
	watched := d.awaitIcon("with a dot", unlike(idle, shared))

	// The icon and all of its menu come back with a panel that is started anew.
	panel.kill()
	d.awaitIcon("gone", none)
	d.start()
	d.awaitIcon("back", like(watched))
	menu.choose("tray-stop", "● checkout", "Stop sharing")
	d.expect("Stopped.|The link no longer works.")
	d.awaitIcon("an outline", like(idle))
	if a := mustOpen(t, visitor(s), link); a.status != http.StatusGone {
		t.Errorf("after the end there is %d: %s", a.status, a.body)
	}

	s.stop()
	d.awaitIcon("with a slash", unlike(idle, shared, watched))
	menu.open()
	d.shot("tray-offline")
	menu.close()
	s.again()
	d.awaitIcon("an outline", like(idle))

	menu.choose("tray-quit", "Quit Gotunnel")
	if status := agent.exit(); status != 0 {
		t.Errorf("the agent ended with %d", status)
	}
	d.awaitIcon("gone", none)
}

// visit looks at a link as a browser does.
func visit(t *testing.T, s *server, link string) {
	t.Helper()
	a := mustOpen(t, visitor(s), link, "User-Agent", "Mozilla/5.0 (Macintosh) Safari/605", "Accept", "text/html")
	if a.status != http.StatusOK || !strings.Contains(a.body, "This is checkout") {
		t.Fatalf("a visitor gets %d: %s", a.status, a.body)
	}
}
