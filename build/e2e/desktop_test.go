package e2e

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gotunnel/app/localapi"
)

// desktop is the program gotunnel-desktop on a screen, as a person uses it who
// hears it read aloud.
type desktop struct {
	*screen
	program string
	agent   *localapi.Client // that the window starts
}

// A window asks every app on this computer for its title, and those of other tests
// count who asks: so tests with a window do not run in parallel, which has all that
// do wait for their end.

// newDesktop is one whose agent shares through a server, once it is opened.
func newDesktop(t *testing.T, s *server) *desktop {
	t.Helper()
	return newDesktopOf(t, s, "gotunnel-desktop")
}

// newDesktopOf is one of a program that build/desktop.sh makes. Without a server
// none is set up.
func newDesktopOf(t *testing.T, s *server, name string) *desktop {
	t.Helper()
	return newDesktopOn(t, newScreen(t), s, name)
}

// newDesktopOn is one on a screen that there is.
func newDesktopOn(t *testing.T, on *screen, s *server, name string) *desktop {
	t.Helper()
	d := &desktop{screen: on, program: filepath.Join(programs, name)}
	if _, err := os.Stat(d.program); err != nil {
		missing(t, name+" is not in GOTUNNEL_BIN; build/desktop.sh makes it")
	}
	if s != nil {
		d.env = append(d.env, "GOTUNNEL_SERVER="+s.addr)
	}
	d.agent = localapi.NewClient(filepath.Join(runtimeFolder(d.home), "gotunnel", "agent.sock"))
	t.Cleanup(d.endAgent)
	return d
}

// endAgent ends the agent, which outlives the window that started it.
func (d *desktop) endAgent() {
	defer d.agent.Close()
	ctx := context.Background() // the test's is over
	about, err := d.agent.About(ctx)
	if err != nil {
		return
	}
	_ = d.agent.Quit(ctx)
	eventually(d.t, func() error { return isOver(about.PID) })
}

func isOver(pid int) error {
	if err := syscall.Kill(pid, 0); !errors.Is(err, syscall.ESRCH) {
		return fmt.Errorf("process %d still runs", pid)
	}
	return nil
}

// launch starts the program.
func (d *desktop) launch(args ...string) *process {
	d.t.Helper()
	return start(d.t, d.command(d.program, args...))
}

// open is launch, and waits until there is a window.
func (d *desktop) open() *process {
	d.t.Helper()
	p := d.launch()
	d.awaitWindow(true)
	return p
}

// awaitWindow waits until there is a window, or none.
func (d *desktop) awaitWindow(there bool) {
	d.t.Helper()
	eventually(d.t, func() error {
		if all := d.windows(); slices.Contains(all, "Gotunnel") != there {
			return fmt.Errorf("there are the windows %q", all)
		}
		return nil
	})
}

// see waits until the window says something.
func (d *desktop) see(text string) { d.t.Helper(); d.do("see", text) }

// press presses what the window calls something.
func (d *desktop) press(name string) { d.t.Helper(); d.do("press", name) }

func (d *desktop) do(what, name string) {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*patience)
	defer cancel()
	said, err := d.hear(ctx, what, name).CombinedOutput()
	if err != nil {
		all, _ := d.hear(ctx, "list").Output()
		d.shot("failed-" + strings.ReplaceAll(d.t.Name(), "/", "-"))
		d.t.Fatalf("to %s %q: %v: %s\nThe window says:\n%s", what, name, err, said, all)
	}
}

// hear is Debian's Python, which is the one that has the accessibility bus.
func (d *desktop) hear(ctx context.Context, args ...string) *exec.Cmd {
	script := filepath.Join("testdata", "window", "atspi.py")
	cmd := exec.CommandContext(ctx, "/usr/bin/python3", append([]string{script, filepath.Base(d.program), fmt.Sprint(patience.Seconds())}, args...)...)
	cmd.Env = d.env
	return cmd
}

// pid is the agent's.
func (d *desktop) pid() int {
	d.t.Helper()
	var pid int
	eventually(d.t, func() error {
		about, err := d.agent.About(d.t.Context())
		pid = about.PID
		return err
	})
	return pid
}
