package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// What a person sets is so at once, and after a restart of everything.
func TestJourneySettings(t *testing.T) {
	d := newDesktopOf(t, serve(t), "gotunnel-desktop-dev")
	entry := filepath.Join(d.home, "CONFIG", "autostart", "gotunnel.desktop")
	b, p := d.page()
	b.press("Settings")
	b.reads("Appearance", "Start Gotunnel when you sign in")
	b.holds(set("Notifications", true))
	b.look("settings")
	if _, err := os.Stat(entry); !os.IsNotExist(err) {
		t.Errorf("it starts at sign-in, and nobody was asked (%v)", err)
	}
	b.press("Dark")
	b.press("Notifications")
	b.press("Start Gotunnel when you sign in")
	check := func() {
		t.Helper()
		b.holds(`document.documentElement.dataset.theme === "dark"`)
		b.holds(set("Notifications", false))
		b.holds(set("Start Gotunnel when you sign in", true))
		if _, err := os.Stat(entry); err != nil {
			t.Error(err)
		}
	}
	check()

	b = d.anew(p)
	b.press("Settings")
	check()
	b.look("settings-again")
	b.press("Start Gotunnel when you sign in")
	b.holds(set("Start Gotunnel when you sign in", false))
	if _, err := os.Stat(entry); !os.IsNotExist(err) {
		t.Errorf("it still starts at sign-in (%v)", err)
	}
	b.press("Deutsch")
	b.reads("Einstellungen")
}

// set is whether a switch is on.
func set(name string, on bool) string {
	value := map[bool]string{true: "true", false: "false"}[on]
	return "document.querySelector(`[role=switch][aria-label=" + quoted(name) + "]`)?.ariaChecked === " + quoted(value)
}
