package window

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// desktop is a person's home folder, whose programs it looks for in real ones.
func desktop(t *testing.T) (data string, system []string) {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_DATA_DIRS", filepath.Join(home, "system"))
	t.Setenv("XDG_CURRENT_DESKTOP", "")
	if err := os.Mkdir(filepath.Join(home, "config"), 0o700); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(home, "data"), systemData()
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil { //nolint:gosec // some of them run
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(text)
}

// The real programs take the entry, and open a link with the program in it.
func TestEntryOpensLinks(t *testing.T) {
	for _, program := range []string{"desktop-file-validate", "gio", "xdg-mime", "update-desktop-database"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed here; build/setup/packages.txt says what it is called")
		}
	}
	data, system := desktop(t)
	program := filepath.Join(t.TempDir(), "two words", "gotunnel-desktop")
	write(t, program, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
	if err := writeEntry(t.Context(), program, data, system); err != nil {
		t.Fatal(err)
	}
	entry := filepath.Join(data, entryFile)
	if said, err := exec.Command("desktop-file-validate", entry).CombinedOutput(); err != nil || len(said) > 0 {
		t.Errorf("the validator: %v: %s", err, said)
	}
	if said, err := exec.Command("xdg-mime", "query", "default", "x-scheme-handler/gotunnel").Output(); string(said) != "gotunnel.desktop\n" {
		t.Errorf("links are opened with %q, %v", said, err)
	}
	const link = "gotunnel://share.acme.dev/i#CODE"
	if said, err := exec.Command("gio", "open", link).CombinedOutput(); string(said) != link+"\n" || err != nil {
		t.Errorf("a link gives %q, %v", said, err)
	}
	if icon := read(t, filepath.Join(data, iconFile)); !strings.HasPrefix(icon, "<svg") {
		t.Errorf("the icon is %.20q", icon)
	}
}

func TestEntryIsWritten(t *testing.T) {
	stale, err := entryFor("/old/gotunnel-desktop")
	if err != nil {
		t.Fatal(err)
	}
	fresh, err := entryFor("/new/gotunnel-desktop")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		old    string
		forAll bool
		want   string
	}{
		"none yet":                 {want: fresh},
		"of where it was":          {old: stale, want: fresh},
		"current":                  {old: fresh, want: fresh},
		"the person's own":         {old: "[Desktop Entry]\nExec=mine\n", want: "[Desktop Entry]\nExec=mine\n"},
		"a package's":              {forAll: true, want: ""},
		"a package came later":     {old: stale, forAll: true, want: ""},
		"a package, and their own": {old: "mine", forAll: true, want: "mine"},
	} {
		t.Run(name, func(t *testing.T) {
			data, system := desktop(t)
			file := filepath.Join(data, entryFile)
			if tt.old != "" {
				write(t, file, tt.old)
			}
			if tt.forAll {
				write(t, filepath.Join(system[0], entryFile), "[Desktop Entry]\nExec=gotunnel-desktop\n")
			}
			if err := writeEntry(t.Context(), "/new/gotunnel-desktop", data, system); err != nil {
				t.Fatal(err)
			}
			if got := read(t, file); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := read(t, filepath.Join(system[0], entryFile)); tt.forAll && got != "[Desktop Entry]\nExec=gotunnel-desktop\n" {
				t.Errorf("the package's is %q", got)
			}
		})
	}
}

// Who opens the links already goes on.
func TestEntryLeavesLinksToOthers(t *testing.T) {
	if _, err := exec.LookPath("xdg-mime"); err != nil {
		t.Skip("xdg-mime is not installed here; build/setup/packages.txt says what it is called")
	}
	data, system := desktop(t)
	write(t, filepath.Join(data, "applications", "other.desktop"), "[Desktop Entry]\nType=Application\nName=Other\nExec=true %u\n")
	list := filepath.Join(os.Getenv("XDG_CONFIG_HOME"), "mimeapps.list")
	write(t, list, "[Default Applications]\nx-scheme-handler/gotunnel=other.desktop\n")
	if err := writeEntry(t.Context(), "/new/gotunnel-desktop", data, system); err != nil {
		t.Fatal(err)
	}
	if got := read(t, list); !strings.Contains(got, "other.desktop") || strings.Contains(got, "gotunnel.desktop") {
		t.Errorf("now it is %q", got)
	}
}

func TestIsInstalled(t *testing.T) {
	if isInstalled(filepath.Join(os.TempDir(), "x", "gotunnel-desktop")) {
		t.Error("a temporary one is")
	}
	if here, err := filepath.Abs("gotunnel-desktop"); err != nil || isInstalled(here) {
		t.Errorf("%s is, %v", here, err)
	}
	if !isInstalled("/opt/gotunnel/gotunnel-desktop") {
		t.Error("one in /opt is not")
	}
}
