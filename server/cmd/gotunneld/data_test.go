package main

import (
	"os"
	"testing"
)

func TestDefaultData(t *testing.T) {
	tests := map[string]struct{ state, xdg, home, user, root string }{
		"systemd":            {"/run/state", "/x", "/h", "/run/state", "/run/state"},
		"several of systemd": {"/run/a:/run/b", "/x", "/h", "/run/a", "/run/a"},
		"XDG":                {"", "/x", "/h", "/x/gotunneld", "/var/lib/gotunneld"},
		"a relative XDG":     {"", "x", "/h", "/h/.local/state/gotunneld", "/var/lib/gotunneld"},
		"home":               {"", "", "/h", "/h/.local/state/gotunneld", "/var/lib/gotunneld"},
		"nothing":            {"", "", "", "", "/var/lib/gotunneld"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Setenv("STATE_DIRECTORY", tt.state)
			t.Setenv("XDG_STATE_HOME", tt.xdg)
			t.Setenv("HOME", tt.home)
			want := map[bool]string{true: tt.root, false: tt.user}[os.Geteuid() == 0]
			if got := defaultData(); got != want {
				t.Errorf("defaultData() = %q, want %q", got, want)
			}
		})
	}
}
