package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// A folder that is dropped on the window is shared.
func TestDropOnTheWindow(t *testing.T) {
	d := newDesktop(t, serve(t))
	folder := filepath.Join(d.home, "two words")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.html"), []byte("hello from a folder"), 0o644); err != nil {
		t.Fatal(err)
	}
	d.open()
	d.see("Settings")
	d.drop(folder)
	d.shot("window-dropped")
	d.see("Anyone with this link")
}

// drop drops a file or a folder on the window.
func (d *desktop) drop(path string) {
	d.t.Helper()
	dragged := start(d.t, d.command("/usr/bin/python3", filepath.Join("testdata", "window", "drag.py"), path))
	dragged.await("it can be dragged")
	d.drag(50, 50, 500, 400)
	dragged.await("it was dropped")
}

// drag moves what is at one place of the screen to another, as a mouse does, in
// steps.
func (d *desktop) drag(fromX, fromY, toX, toY int) {
	d.t.Helper()
	const steps = 20
	args := []string{"mousemove", strconv.Itoa(fromX), strconv.Itoa(fromY), "mousedown", "1"}
	for i := 1; i <= steps; i++ {
		x, y := fromX+(toX-fromX)*i/steps, fromY+(toY-fromY)*i/steps
		args = append(args, "mousemove", "--sync", strconv.Itoa(x), strconv.Itoa(y), "sleep", "0.03")
	}
	d.mustRun("xdotool", append(args, "mouseup", "1")...)
}
