package keychain_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/keychain"
)

// insideVariable is set for the copy of this test that runs within a session of
// its own.
const insideVariable = "KEYCHAIN_TEST_INSIDE"

func TestMain(m *testing.M) {
	if os.Getenv(insideVariable) != "" {
		inside()
		return
	}
	os.Exit(m.Run())
}

// awaitKeyring waits until the keyring that was started is on the bus.
func awaitKeyring() error {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	defer conn.Close()
	changes := make(chan *dbus.Signal, 100)
	conn.Signal(changes)
	const bus, secrets = "org.freedesktop.DBus", "org.freedesktop.secrets"
	err = conn.AddMatchSignal(dbus.WithMatchInterface(bus), dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, secrets))
	for owned := false; err == nil && !owned; {
		if err = conn.BusObject().Call(bus+".NameHasOwner", 0, secrets).Store(&owned); err == nil && !owned {
			<-changes
		}
	}
	return err
}

// inside does what there is to do with a store, and prints what came of it.
func inside() {
	ctx := context.Background()
	if os.Getenv(insideVariable) == "with a keyring" {
		if err := awaitKeyring(); err != nil {
			fmt.Println(err)
			return
		}
	}
	report := func(what, text string, err error) { fmt.Printf("%s: %q, %v\n", what, text, err) }
	report("check", "", keychain.Check(ctx))
	report("set", "", keychain.Set(ctx, "share.acme.dev", "gt_one"))
	report("set again", "", keychain.Set(ctx, "share.acme.dev", "gt_two"))
	text, err := keychain.Get(ctx, "share.acme.dev")
	report("get", text, err)
	text, err = keychain.Get(ctx, "other.acme.dev")
	report("get another", text, err)
	report("delete", "", keychain.Delete(ctx, "share.acme.dev"))
	report("delete again", "", keychain.Delete(ctx, "share.acme.dev"))
	text, err = keychain.Get(ctx, "share.acme.dev")
	report("get after that", text, err)
}

const unlockedReport = `check: "", <nil>
set: "", <nil>
set again: "", <nil>
get: "gt_two", <nil>
get another: "", secret not found in keyring
delete: "", <nil>
delete again: "", secret not found in keyring
get after that: "", secret not found in keyring
`

// A session bus that starts no services.
const bareBus = `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// The real gnome-keyring, in a session without a screen.
func TestAKeyring(t *testing.T) {
	for _, program := range []string{"dbus-run-session", "gnome-keyring-daemon"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed here; build/setup/packages.txt says what it is called")
		}
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	bus := filepath.Join(t.TempDir(), "bus.conf")
	if err := os.WriteFile(bus, []byte(bareBus), 0o600); err != nil {
		t.Fatal(err)
	}
	home := t.TempDir()
	all := func(want error) func(string) error {
		return func(out string) error {
			if n := strings.Count(out, `: "", `+want.Error()+"\n"); n != 8 {
				return fmt.Errorf("%w, but %d times of 8", want, n)
			}
			return nil
		}
	}
	session := func(script string) []string {
		return []string{"dbus-run-session", "--config-file", bus, "--", "sh", "-c", script}
	}
	const start = "gnome-keyring-daemon --components=secrets >&2 "
	cases := []struct {
		name    string
		inside  string
		command []string
		check   func(out string) error
	}{
		{"unlocked", "with a keyring", session("printf pw | " + start + "--unlock && exec " + self), func(out string) error {
			if out != unlockedReport {
				return errors.New("it does not keep what it is given")
			}
			return nil
		}},
		// Its keyring is there now, and there is nobody to ask for the password.
		{"locked", "with a keyring", session(start + "--start && exec " + self), all(keychain.ErrLocked)},
		{"absent", "without", session("exec " + self), all(keychain.ErrNone)},
		{"absent, with the bus", "without", []string{self}, all(keychain.ErrNone)},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), c.command[0], c.command[1:]...) //nolint:gosec // a test's own
			cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, insideVariable + "=" + c.inside, "DBUS_SESSION_BUS_ADDRESS=unix:path=" + home + "/none"}
			var notes strings.Builder
			cmd.Stderr = &notes
			out, err := cmd.Output()
			if err == nil {
				err = c.check(string(out))
			}
			if err != nil {
				t.Errorf("%v\n%s%s", err, out, &notes)
			}
		})
	}
}
