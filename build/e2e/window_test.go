package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gotunnel/app/localapi"
)

// These tests use the shipped window, in WebKit, as a person does who hears it
// read aloud: they press what has a name, and wait for what is said.

// A person shares their app by two presses, and closes the window: the link goes
// on, and the next window is of the same size.
func TestWindowSharesAndIsClosed(t *testing.T) {
	s := serve(t)
	d := newDesktop(t, s)
	d.serveFolder("bakery")
	first := d.open()
	share := d.share("bakery")
	d.see("Stop sharing bakery")
	d.shot("window-live")
	d.mustRun("wmctrl", "-r", "Gotunnel", "-e", "0,120,80,500,700")
	d.mustRun("wmctrl", "-c", "Gotunnel")
	if status := first.exit(); status != 0 {
		t.Errorf("the window ended with %d", status)
	}
	if got, err := open(t.Context(), visitor(s), share.URL); err != nil || got.body != "hello from bakery" {
		t.Errorf("the link gives %+v, %v", got, err)
	}
	d.open()
	d.see(share.Name)
	if got := d.size(); got != "500x700" {
		t.Errorf("it was 500x700 when it was closed, and is %s", got)
	}
}

// Whoever starts the program again sees the window that there is, with the invite
// that they opened.
func TestSecondWindow(t *testing.T) {
	d := newDesktop(t, serve(t))
	first := d.open()
	d.see("Settings")
	d.mustRun("xdotool", "search", "--name", "^Gotunnel$", "windowminimize", "--sync")
	second := d.launch("gotunnel://127.0.0.1:9/i#CODE")
	if status := second.exit(); status != 0 {
		t.Errorf("the second ended with %d", status)
	}
	eventually(t, func() error {
		if state := d.property("WM_STATE"); !strings.Contains(state, "Normal") {
			return fmt.Errorf("the first is not shown: %s", state)
		}
		return nil
	})
	d.see("127.0.0.1:9")
	if d.size() == "" || first.isGone() {
		t.Error("the first is gone")
	}
}

// Of two that are started at once, on a computer without an agent, one opens.
func TestTwoWindowsAtOnce(t *testing.T) {
	d := newDesktop(t, serve(t))
	both := []*process{d.launch(), d.launch()}
	d.see("Settings")
	var one *process
	select {
	case <-both[0].gone:
		one = both[0]
	case <-both[1].gone:
		one = both[1]
	}
	if status := one.exit(); status != 0 {
		t.Errorf("the one that did not open ended with %d", status)
	}
	if both[0].isGone() && both[1].isGone() {
		t.Error("none is open")
	}
}

// An agent that crashes is started again by the window, with what it shared.
func TestWindowOutlivesItsAgent(t *testing.T) {
	d := newDesktop(t, serve(t))
	d.serveFolder("orchard")
	d.open()
	share := d.share("orchard")
	d.see("Stop sharing orchard")
	old := d.pid()
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() error {
		about, err := d.agent.About(t.Context())
		if err == nil && about.PID == old {
			err = fmt.Errorf("agent %d still answers", old)
		}
		return err
	})
	d.untilShared(share.Name)
	d.press("Stop sharing " + share.Name)
	eventually(t, func() error {
		all, err := d.agent.Shares(t.Context())
		if err == nil && len(all) != 0 {
			err = fmt.Errorf("it shares %v", all)
		}
		return err
	})
}

// Who quits Gotunnel, wherever they do, is left with no window.
func TestQuitClosesTheWindow(t *testing.T) {
	d := newDesktop(t, serve(t))
	p := d.open()
	d.see("Settings")
	d.mustRun(filepath.Join(programs, "gotunnel"), "quit")
	if status := p.exit(); status != 0 {
		t.Errorf("the window ended with %d", status)
	}
	var place struct{ Width, Height int }
	data, err := os.ReadFile(filepath.Join(d.home, "CONFIG", "gotunnel", "window.json"))
	if err != nil || json.Unmarshal(data, &place) != nil || place.Width != 420 || place.Height != 640 {
		t.Errorf("it remembers %s, %v", data, err)
	}
}

// untilListed waits until the agent tells of an app.
func (d *desktop) untilListed(name string) {
	d.t.Helper()
	d.until(name+" is listed", func(now localapi.Snapshot) bool {
		return slices.ContainsFunc(now.Apps, func(a localapi.App) bool { return a.Name == name })
	})
}

// until waits until the agent, which is there, tells that all is as wanted.
func (d *desktop) until(what string, ok func(localapi.Snapshot) bool) {
	d.t.Helper()
	(&agent{&process{t: d.t}, d.agent}).until(what, ok)
}

// serveFolder runs an app that people know by a name, which is that of its folder,
// and returns its port.
func (d *desktop) serveFolder(name string) string {
	d.t.Helper()
	folder := filepath.Join(d.home, name)
	if err := os.Mkdir(folder, 0o755); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("hello from "+name), 0o644); err != nil {
		d.t.Fatal(err)
	}
	cmd := d.command(need(d.t, "python3"), "-u", "-m", "http.server", "--bind", "127.0.0.1", "0")
	cmd.Dir = folder
	fields := strings.Fields(start(d.t, cmd).await("Serving HTTP")) // on 127.0.0.1 port 40000 …
	return fields[slices.Index(fields, "port")+1]
}

// share shares an app from the list, and answers what a person is asked once.
func (d *desktop) share(app string) localapi.Share {
	d.t.Helper()
	d.press("Share " + app)
	d.see("Anyone with this link can open")
	d.press("Share")
	return d.untilShared(app)
}

// untilShared waits until a share is live.
func (d *desktop) untilShared(name string) (share localapi.Share) {
	d.t.Helper()
	eventually(d.t, func() error {
		all, err := d.agent.Shares(d.t.Context())
		i := slices.IndexFunc(all, func(s localapi.Share) bool { return s.State == localapi.Live && s.Name == name })
		if err == nil && i < 0 {
			err = fmt.Errorf("it shares %+v", all)
		}
		if err == nil {
			share = all[i]
		}
		return err
	})
	return share
}

// mustRun runs a program on the screen.
func (d *desktop) mustRun(name string, args ...string) string {
	d.t.Helper()
	said, err := d.command(need(d.t, name), args...).CombinedOutput()
	if err != nil {
		d.t.Fatalf("%s %q: %v: %s", name, args, err, said)
	}
	return string(said)
}

// property is one of the window's, as the window manager sees it.
func (d *desktop) property(name string) string {
	d.t.Helper()
	id := strings.TrimSpace(d.mustRun("xdotool", "search", "--name", "^Gotunnel$"))
	said, _ := d.command(need(d.t, "xprop"), "-id", id, name).Output()
	return string(said)
}

// size is the window's, like "420x640".
func (d *desktop) size() string {
	d.t.Helper()
	var size struct{ width, height string }
	for line := range strings.Lines(d.mustRun("xdotool", "search", "--name", "^Gotunnel$", "getwindowgeometry", "--shell")) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		switch key {
		case "WIDTH":
			size.width = value
		case "HEIGHT":
			size.height = value
		}
	}
	return size.width + "x" + size.height
}

// isGone tells whether a process has ended.
func (p *process) isGone() bool {
	select {
	case <-p.gone:
		return true
	default:
		return false
	}
}
