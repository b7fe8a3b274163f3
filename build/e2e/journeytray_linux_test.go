package e2e

import (
	"path/filepath"
	"slices"
	"testing"
)

// The whole way with what is shipped: the tray opens the window, an app is shared
// in it, and its link goes on when the window is closed.
func TestJourneyTray(t *testing.T) {
	// Alone, as TestTray.
	p := newPanelScreen(t)
	s := serve(t)
	d := newDesktopOn(t, p.screen, s, "gotunnel-desktop")
	cmd := d.command(filepath.Join(programs, "gotunnel"), "agent")
	cmd.Env = slices.Clone(d.env)
	agent := start(t, cmd)
	p.start()
	p.awaitIcon("there", unlike(glyph{}))
	d.serveFolder("brewery")
	d.untilListed("brewery") // a menu that grows while it is open scrolls instead
	menu := trayMenu{p, agent.cmd.Process.Pid}

	menu.choose("journey-tray", "Open Gotunnel")
	d.awaitWindow(true)
	share := d.share("brewery")
	d.see("Stop sharing brewery")
	d.mustCopy(share.URL)
	d.clip("something else")
	d.press("Copy the link of brewery")
	d.mustCopy(share.URL)
	d.shot("journey-tray-window")
	d.mustRun("wmctrl", "-c", "Gotunnel")
	d.awaitWindow(false)
	mustShow(t, visitor(s), share.URL, "hello from brewery")

	menu.choose("journey-tray-again", "Open Gotunnel")
	d.awaitWindow(true)
	d.press("Stop sharing brewery")
	d.see("Stopped. The link no longer works.")
	mustEnd(t, s, share.URL)
}
