package autostart

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// oddNames are what folders may be called.
var oddNames = []string{
	"plain", "two words", `"quoted"`, "it's", "100%", "%f", "%%", "$HOME", "a`b`", `back\slash`, `\\two`, "tilde~", "a&b;c|d", "(x)<y>#*?",
	"größe", "日本語", "emoji 🚇", "trailing ", "-dash", "a\"$`\\%",
}

// The real programs take every name for what it is: the validator finds nothing
// wrong, and GLib, by which most desktops start things, starts the right program
// with the right arguments.
func TestEntriesWithRealPrograms(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts programs")
	}
	for _, program := range []string{"desktop-file-validate", "gio"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed here; build/setup/packages.txt says what it is called")
		}
	}
	for _, name := range oddNames {
		t.Run(name, func(t *testing.T) {
			program := filepath.Join(t.TempDir(), name, name)
			if err := os.MkdirAll(filepath.Dir(program), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(program, []byte("#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n"), 0o755); err != nil {
				t.Fatal(err)
			}
			text, err := desktopEntry([]string{program, "agent", "--hidden", name, ""})
			if err != nil {
				t.Fatal(err)
			}
			entry := filepath.Join(t.TempDir(), "gotunnel.desktop")
			if err := os.WriteFile(entry, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			if said, err := exec.Command("desktop-file-validate", entry).CombinedOutput(); err != nil || len(said) > 0 {
				t.Fatalf("the validator: %v: %s\n%s", err, said, text)
			}
			// The program has gio's output, which ends when both have.
			said, err := exec.Command("gio", "launch", entry).CombinedOutput()
			want := strings.Join([]string{program, "agent", "--hidden", name, "", ""}, "\n")
			if err != nil || string(said) != want {
				t.Errorf("started as %q, want %q, %v\n%s", said, want, err, text)
			}
		})
	}
}

func TestEntriesThatCanNotBe(t *testing.T) {
	for name, command := range map[string][]string{
		"nothing":           nil,
		"no name":           {""},
		"an equals sign":    {"/opt/a=b/gotunnel"},
		"a line break":      {"/opt/a\nExec=evil/gotunnel"},
		"a line break, arg": {"/opt/gotunnel", "a\nHidden=true"},
		"no UTF-8":          {"/opt/\xff/gotunnel"},
	} {
		t.Run(name, func(t *testing.T) {
			if text, err := desktopEntry(command); err == nil {
				t.Errorf("no error, but %s", text)
			}
		})
	}
	if _, err := desktopEntry([]string{"/opt/gotunnel", "a=b"}); err != nil {
		t.Errorf("an argument may have an equals sign: %v", err)
	}
}

func TestEntryStatus(t *testing.T) {
	const entry = "[Desktop Entry]\nType=Application\nExec=/usr/bin/gotunnel agent --hidden\n"
	for _, c := range []struct {
		name, text string
		want       Status
	}{
		{"as it was written", entry + "X-GNOME-Autostart-enabled=true\n", On},
		{"GNOME's no", entry + "X-GNOME-Autostart-enabled=false\n", Refused},
		{"the standard's no", entry + "Hidden=true\n", Refused},
		{"with spaces", entry + " Hidden = true \r\n", Refused},
		{"not hidden", entry + "Hidden=false\n", On},
		{"nothing but a no", "[Desktop Entry]\nHidden=true\n", Refused},
		{"another group", entry + "[Desktop Action x]\nHidden=true\n", On},
		{"a comment", entry + "#Hidden=true\n", On},
		{"nothing to start", "[Desktop Entry]\nType=Application\nExec=\n", Off},
		{"no entry", "hello", Off},
		{"empty", "", Off},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := entryStatus(c.text); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
