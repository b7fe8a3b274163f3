package autostart_test

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"gotunnel/app/autostart"
)

const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

func expect(t *testing.T, want autostart.Status) {
	t.Helper()
	if got, err := autostart.State(); got != want || err != nil {
		t.Fatalf("it is %q, %v; want %q", got, err, want)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func key(t *testing.T, path string) registry.Key {
	t.Helper()
	k, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	must(t, err)
	t.Cleanup(func() { k.Close() })
	return k
}

// All of it is in the real registry, which has to be as it was afterwards.
func TestRunKey(t *testing.T) {
	if state, err := autostart.State(); state != autostart.Off || err != nil {
		t.Skip("this person's Gotunnel starts at sign-in", state, err)
	}
	run, approved := key(t, runKey), key(t, approvedKey)
	t.Cleanup(func() {
		_ = run.DeleteValue("Gotunnel")
		_ = approved.DeleteValue("Gotunnel")
	})
	command := []string{`C:\Program Files\Gotunnel\gotunnel.exe`, "agent", "--at-sign-in"}
	must(t, autostart.Disable())
	must(t, autostart.Enable(command))
	expect(t, autostart.On)
	line, _, err := run.GetStringValue("Gotunnel")
	must(t, err)
	if got, err := windows.DecomposeCommandLine(line); err != nil || !slices.Equal(got, command) {
		t.Errorf("Windows would run %q, %v", got, err)
	}

	// What Task Manager writes when its person switches it off, and on.
	must(t, approved.SetBinaryValue("Gotunnel", []byte{3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}))
	expect(t, autostart.Refused)
	must(t, autostart.Disable())
	expect(t, autostart.Refused)
	must(t, approved.SetBinaryValue("Gotunnel", []byte{2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}))
	expect(t, autostart.On)
	must(t, approved.SetBinaryValue("Gotunnel", []byte{3, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}))
	must(t, autostart.Enable(command))
	expect(t, autostart.On)
	must(t, autostart.Disable())
	expect(t, autostart.Off)

	if err := autostart.Enable([]string{`C:\` + strings.Repeat("x", 300)}); err == nil {
		t.Error("a command was taken that Windows does not run")
	}
	expect(t, autostart.Off)
}
