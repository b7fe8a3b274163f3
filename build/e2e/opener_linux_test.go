package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gotunnel/app/localapi"
)

// Programs of real desktops open an invite's link with the window, as its entry
// tells them, whether it runs or not, and the person is signed in.
func TestInviteIsOpened(t *testing.T) {
	need(t, "gnome-keyring-daemon")
	need(t, "update-desktop-database")
	for _, opener := range [][]string{{need(t, "xdg-open")}, {need(t, "gio"), "open"}} {
		t.Run(filepath.Base(opener[0]), func(t *testing.T) {
			s := serve(t)
			d := newDesktopOf(t, nil, "gotunnel-desktop")
			d.unlock("a password")
			d.install()
			p := d.open() // it tells the desktop of itself
			d.untilOpensLinks()
			d.mustRun(filepath.Join(programs, "gotunnel"), "quit")
			if status := p.exit(); status != 0 {
				t.Errorf("the window ended with %d", status)
			}

			d.openLink(opener, s.invite("designer"))
			d.see("Connected")
			d.until("signed in", signedInAs("designer"))
			d.shot("opened-by-" + filepath.Base(opener[0]))

			if err := d.agent.Logout(t.Context()); err != nil {
				t.Fatal(err)
			}
			d.see("Paste invite")
			again := d.openLink(opener, s.invite("developer"))
			if status := again.exit(); status != 0 {
				t.Errorf("with a window it ended with %d", status)
			}
			d.see("Connected")
			d.until("signed in anew", signedInAs("developer"))
			if all := d.windows(); !slices.Equal(all, []string{"Gotunnel"}) {
				t.Errorf("there are the windows %q", all)
			}
		})
	}
}

func signedInAs(account string) func(localapi.Snapshot) bool {
	return func(now localapi.Snapshot) bool { return connected(now) && now.Server.Account == account }
}

// install puts the programs where a person does. What is among temporary files
// does not tell the desktop of itself: for it these are elsewhere.
func (d *desktop) install() {
	d.t.Helper()
	folder, temp := filepath.Join(d.home, "programs"), filepath.Join(d.home, "tmp")
	for _, made := range []string{folder, temp} {
		if err := os.Mkdir(made, 0o755); err != nil {
			d.t.Fatal(err)
		}
	}
	d.mustRun("cp", filepath.Join(programs, "gotunnel"), d.program, folder)
	d.program = filepath.Join(folder, filepath.Base(d.program))
	d.env = append(d.env, "TMPDIR="+temp)
}

// untilOpensLinks waits until the desktop opens links with the window.
func (d *desktop) untilOpensLinks() {
	d.t.Helper()
	eventually(d.t, func() error {
		entry, err := d.command(need(d.t, "xdg-mime"), "query", "default", "x-scheme-handler/gotunnel").Output()
		if err == nil && string(entry) != "gotunnel.desktop\n" {
			err = fmt.Errorf("links are opened with %q", entry)
		}
		return err
	})
}

// openLink has the desktop open a link.
func (d *desktop) openLink(opener []string, link string) *process {
	d.t.Helper()
	cmd := d.command(opener[0], append(slices.Clone(opener[1:]), link)...)
	// The window goes on when the opener has ended, and so does what it writes.
	log, err := os.Create(filepath.Join(d.home, "opened.log"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	return start(d.t, cmd)
}
