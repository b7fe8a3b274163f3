package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

const (
	chooseFolder = "Drop a folder here, or Choose…"
	folderDialog = "Share a folder"
	saveDialog   = "Save the requests"
)

// A folder that is chosen in the desktop's own dialog is shared. Who closes the
// dialog hears nothing of it, and the home folder is refused.
func TestChooseFolder(t *testing.T) {
	s := serve(t)
	d := newDesktop(t, s)
	leaflet := filepath.Join(d.home, "our leaflet")
	if err := os.Mkdir(leaflet, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(leaflet, "index.html"), []byte("hello from a leaflet"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.press(chooseFolder)
	d.awaitActive(folderDialog)
	d.see("our leaflet") // it begins at home
	d.shot("dialog-folder")
	d.key("Escape")

	d.awaitActive("Gotunnel")
	d.key("ctrl+o")
	d.awaitActive(folderDialog)
	if said := d.said(); strings.Contains(said, "couldn't be shared") || strings.Contains(said, "'Message'") {
		t.Errorf("after the dialog was closed the window says:\n%s", said)
	}
	d.choose(d.home)
	d.see("It couldn't be shared")
	d.see("including private ones. Choose a smaller folder.")
	d.shot("dialog-folder-refused")
	d.press("Close")

	d.press(chooseFolder)
	d.awaitActive(folderDialog)
	d.choose(leaflet)
	d.see("Anyone with this link can open")
	d.press("Share")
	share := d.untilShared("our-leaflet")
	d.see("Stop sharing our-leaflet")
	d.shot("dialog-folder-shared")
	mustShow(t, visitor(s), share.URL, "hello from a leaflet")
	if all, err := d.agent.Shares(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("it shares %+v, %v", all, err)
	}
}

// A share's requests are saved in a file that only its owner can read.
func TestSaveRequests(t *testing.T) {
	s := serve(t)
	d := newDesktop(t, s)
	d.open()
	shop := app(t, says("cakes"))
	share, err := d.agent.Start(t.Context(), localapi.NewShare{Target: portOf(t, shop), Name: "bakehouse"})
	if err != nil {
		t.Fatal(err)
	}
	d.untilShared("bakehouse")
	mustShow(t, visitor(s), share.URL+"/menu", "cakes")
	d.press("bakehouse")
	d.press("Export HAR")
	d.awaitActive(saveDialog)
	d.see("bakehouse.har")
	d.shot("dialog-save")
	d.key("Escape")

	d.press("Export HAR")
	d.awaitActive(saveDialog)
	if said := d.said(); strings.Contains(said, "'Message'") {
		t.Errorf("after the dialog was closed the window says:\n%s", said)
	}
	file := filepath.Join(d.home, "of today.har")
	d.fill(file)
	d.see("Saved to " + file + ".")
	d.shot("dialog-saved")
	mustHave(t, file, "http://"+shop.String()+"/menu")

	d.press("Export HAR")
	d.awaitActive(saveDialog)
	d.fill("/proc/today.har") // nobody can write there
	d.see("The requests can't be saved as /proc/today.har (no such file or directory). Choose another place.")
	d.shot("dialog-not-saved")
}

// mustHave reads an HTTP Archive, which has one request.
func mustHave(t *testing.T, file, url string) {
	t.Helper()
	var archive struct {
		Log struct {
			Version string
			Entries []struct{ Request struct{ Method, URL string } }
		}
	}
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, &archive)
	}
	log := archive.Log
	if err != nil || log.Version != "1.2" || len(log.Entries) != 1 || log.Entries[0].Request.Method != http.MethodGet || log.Entries[0].Request.URL != url {
		t.Errorf("%s has %+v, %v", file, log, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s is not for its owner alone: %v, %v", file, info.Mode(), err)
	}
}

// While a dialog is open nothing else opens one, and who quits Gotunnel is left
// with neither.
func TestOneDialog(t *testing.T) {
	d := newDesktop(t, serve(t))
	p := d.open()
	d.press(chooseFolder)
	d.awaitActive(folderDialog)
	for _, view := range []string{"folder", "settings"} { // one after the other
		if status := d.launch("--show=" + view).exit(); status != 0 {
			t.Errorf("--show=%s ended with %d", view, status)
		}
	}
	d.see("Appearance")
	d.key("Escape")
	eventually(t, func() error {
		if all := d.windows(); slices.Contains(all, folderDialog) {
			return fmt.Errorf("there are the windows %q", all)
		}
		return nil
	})

	d.launch("--show=folder").exit()
	d.awaitActive(folderDialog)
	d.mustRun(filepath.Join(programs, "gotunnel"), "quit")
	if status := p.exit(); status != 0 {
		t.Errorf("the window ended with %d", status)
	}
}

// awaitActive waits until a window has the keyboard. The window manager does not
// always give it to a new one: then a person clicks there.
func (d *desktop) awaitActive(title string) {
	d.t.Helper()
	eventually(d.t, func() error {
		name, err := d.command(need(d.t, "xdotool"), "getactivewindow", "getwindowname").Output()
		if err == nil && strings.TrimSpace(string(name)) == title {
			return nil
		}
		_ = d.command(need(d.t, "wmctrl"), "-F", "-a", title).Run() // it may not be there yet
		return fmt.Errorf("%q has the keyboard, and not %q: %w", name, title, err)
	})
}

// key presses keys at once, like "ctrl+o".
func (d *desktop) key(keys string) { d.t.Helper(); d.mustRun("xdotool", "key", keys) }

// choose answers a dialog for a folder, which has a field for paths on demand.
func (d *desktop) choose(path string) {
	d.t.Helper()
	d.key("ctrl+l")
	d.fill(path)
}

// fill writes into the field that has the keyboard, and is done with its dialog.
func (d *desktop) fill(text string) {
	d.t.Helper()
	d.do("write", text)
	d.key("Return")
}

// said is all that the program's windows say now.
func (d *desktop) said() string {
	d.t.Helper()
	all, err := d.hear(d.t.Context(), "list").Output()
	if err != nil {
		d.t.Fatal(err)
	}
	return string(all)
}
