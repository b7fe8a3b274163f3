//go:build unix && !darwin

package autostart_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotunnel/app/autostart"
)

// world is the settings folder of a person of one's own, and the file in it.
func world(t *testing.T) (file string) {
	t.Helper()
	config := t.TempDir()
	t.Setenv("XDG_CONFIG_HOME", config)
	return filepath.Join(config, "autostart", "gotunnel.desktop")
}

func is(t *testing.T, want autostart.Status) {
	t.Helper()
	if got, err := autostart.State(); got != want || err != nil {
		t.Errorf("it is %s, want %s, %v", got, want, err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

var command = []string{"/opt/gotunnel", "agent", "--hidden"}

func TestOnAndOff(t *testing.T) {
	file := world(t)
	is(t, autostart.Off)
	must(t, autostart.Disable())
	is(t, autostart.Off)
	must(t, autostart.Enable(command))
	is(t, autostart.On)
	must(t, autostart.Enable([]string{"/opt/moved/gotunnel", "agent", "--hidden"}))
	text, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(text), "\nExec=/opt/moved/gotunnel agent --hidden\n") {
		t.Errorf("got %s, %v", text, err)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); err != nil || len(left) != 1 {
		t.Errorf("beside the file there is %v, %v", left, err)
	}
	must(t, autostart.Disable())
	is(t, autostart.Off)
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("the file is still there: %v", err)
	}
}

// The no of a person is kept until that person says yes.
func TestRefused(t *testing.T) {
	file := world(t)
	must(t, autostart.Enable(command))
	text, err := os.ReadFile(file)
	must(t, err)
	no := slices.Concat(text, []byte("Hidden=true\n"))
	must(t, os.WriteFile(file, no, 0o644))
	is(t, autostart.Refused)
	must(t, autostart.Disable())
	is(t, autostart.Refused)
	if now, err := os.ReadFile(file); err != nil || string(now) != string(no) {
		t.Errorf("it was changed to %s, %v", now, err)
	}
	must(t, autostart.Enable(command))
	is(t, autostart.On)
}

// What can't be written leaves what there was.
func TestFails(t *testing.T) {
	file := world(t)
	must(t, autostart.Enable(command))
	if err := autostart.Enable([]string{"/opt/a=b/gotunnel"}); err == nil {
		t.Error("no error")
	}
	is(t, autostart.On)
	must(t, autostart.Disable())
	must(t, os.Remove(filepath.Dir(file)))
	must(t, os.WriteFile(filepath.Dir(file), nil, 0o600)) // a file where the folder should be
	if err := autostart.Enable(command); err == nil || !strings.Contains(err.Error(), "can't be switched on") {
		t.Errorf("got %v", err)
	}
}

func TestNowhere(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", "")
	t.Setenv("HOME", "")
	is(t, autostart.Unsupported)
	if err := autostart.Enable(command); err == nil {
		t.Error("no error")
	}
	must(t, autostart.Disable())
}
