//go:build unix

package launch_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// What Window says on the command line is what ParseView reads.
func TestWindow(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	if err := launch.Window(localapi.View{}); err == nil {
		t.Fatal("a window was opened that is not installed")
	}
	said := filepath.Join(dir, "said") // a pipe, which waits for the program
	if err := unix.Mkfifo(said, 0o600); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\nfor arg; do echo \"$arg\"; done >'" + said + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "gotunnel-desktop"), []byte(script), 0o700); err != nil { //nolint:gosec // it runs
		t.Fatal(err)
	}
	for _, want := range []localapi.View{
		{},
		{Name: "qr", Share: "shop"},
		{Name: "home", Invite: "gotunnel://share.acme.dev/i#CODE"},
	} {
		if err := launch.Window(want); err != nil {
			t.Fatal(err)
		}
		args, err := os.ReadFile(said)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := launch.ParseView(strings.Fields(string(args))); got != want || err != nil {
			t.Errorf("%+v came as %q: %+v, %v", want, args, got, err)
		}
	}
}
