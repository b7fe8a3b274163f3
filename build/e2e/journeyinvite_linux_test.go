package e2e

import (
	"path/filepath"
	"testing"
)

// A person who was sent an invite opens the window for the first time, pastes it,
// and is connected. They still are the next time, without another word.
func TestJourneyInvite(t *testing.T) {
	need(t, "gnome-keyring-daemon")
	s := serve(t)
	d := firstRun(t)
	d.unlock("a password")
	b, p := d.page()
	b.reads("Share what's on your computer.", "Enter address and token", "Try it on this computer")
	b.look("first")
	b.press("Paste invite")
	b.reads("There is no invite on the clipboard.")
	b.look("no-invite")

	invite := s.invite("designer")
	d.clip(invite)
	b.press("Paste invite")
	b.reads(s.addr, "Connected")
	b.press("Settings")
	b.reads("Signed in as designer")
	b = d.anew(p)
	b.reads(s.addr, "Connected")

	d.clip(invite)
	b.press("Settings")
	b.press("Change…")
	b.press("Paste invite")
	b.reads("This invite has already been used or has expired. Ask the person who runs "+s.domain+" for a new one.", "Connected")
	b.look("used-invite")
}

// Without a password store the person is asked where to keep the sign-in, which
// is then so.
func TestJourneyNoKeyring(t *testing.T) {
	s := serve(t)
	for name, after := range map[string][]string{
		"Save to file": {"Connected"},
		"Until I quit": {"Sign-in needed", "Paste invite"},
	} {
		t.Run(name, func(t *testing.T) {
			d := firstRun(t)
			b, p := d.page()
			b.reads("Share what's on your computer.")
			b.press("Paste invite")
			b.write("Invite", s.invite("designer"))
			b.press("Sign in")
			b.reads("This computer has no password store. Keep the sign-in only until you quit, or save it in a file only you can read?")
			b.look("no-keyring")
			b.press(name)
			b.reads(s.addr, "Connected")
			d.anew(p).reads(append(after, s.addr)...)
		})
	}
}

// firstRun is a desktop on which no server is set up, and nothing is on the bus.
func firstRun(t *testing.T) *desktop {
	t.Helper()
	d := newDesktopOf(t, nil, "gotunnel-desktop-dev")
	d.beBare()
	return d
}

// anew quits Gotunnel, window and all, and opens it again.
func (d *desktop) anew(p *process) *tab {
	d.t.Helper()
	d.mustRun(filepath.Join(programs, "gotunnel"), "quit")
	if status := p.exit(); status != 0 {
		d.t.Errorf("the window ended with %d", status)
	}
	b, _ := d.page()
	return b
}
