package e2e

import (
	"path/filepath"
	"testing"

	"gotunnel/app/localapi"
)

// At sign-in the window opens where nobody shows icons. The icon is there with the
// panel that comes later, a share goes on when the window is closed, and who starts
// the program again sees it.
func TestWindowAtSignIn(t *testing.T) {
	p := newPanelScreen(t)
	s := serve(t)
	d := newDesktopOn(t, p.screen, s, "gotunnel-desktop")
	agent := d.start(filepath.Join(programs, "gotunnel"), "agent", "--at-sign-in")
	agent.await("nobody shows icons")
	d.see("Ready to share")

	p.start()
	idle := p.awaitIcon("there", unlike(glyph{}))
	share, err := d.agent.Start(t.Context(), localapi.NewShare{Target: portOf(t, app(t, says("fresh bread"))), Name: "oven"})
	if err != nil {
		t.Fatal(err)
	}
	d.see("Stop sharing oven")
	p.awaitIcon("filled", unlike(idle))
	d.shot("at-sign-in")
	d.awaitActive("Gotunnel")
	d.key("ctrl+w")
	d.awaitWindow(false)
	mustShow(t, visitor(s), share.URL, "fresh bread")

	d.open()
	d.press("Stop sharing oven")
	d.see("Stopped. The link no longer works.")
	mustEnd(t, s, share.URL)
	p.awaitIcon("an outline", like(idle))
}
