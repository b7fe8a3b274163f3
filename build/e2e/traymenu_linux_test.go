package e2e

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// trayMenu is the menu of a program in the tray, as the panel shows it.
type trayMenu struct {
	on  *panelScreen
	pid int
}

// item is one that is shown, or a line between them.
type item struct {
	label string // empty for a line
	under []item
}

// layout asks the program what there is in the menu. It is asked only after the
// panel was: who comes first gets the top alone.
func (m trayMenu) layout() []item {
	m.on.t.Helper()
	var revision uint32
	var root dbusItem
	err := m.on.bus.Object(fmt.Sprintf("org.kde.StatusNotifierItem-%d-1", m.pid), "/StatusNotifierItem/menu").
		Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	if err != nil {
		m.on.t.Fatal(err)
	}
	return root.shown()
}

// dbusItem is an item as the bus has it.
type dbusItem struct {
	ID    int32
	Props map[string]dbus.Variant
	Under []dbus.Variant
}

func (i dbusItem) shown() (all []item) {
	for _, v := range i.Under {
		var child dbusItem
		if dbus.Store([]any{v.Value()}, &child) != nil {
			continue
		}
		if visible, ok := child.Props["visible"]; ok && visible.Value() == false {
			continue
		}
		label, _ := child.Props["label"].Value().(string)
		all = append(all, item{label, child.shown()})
	}
	return all
}

// open opens the menu by a click on the icon. A panel that has only just got the
// icon knows no menu yet, so a person clicks again.
func (m trayMenu) open() {
	m.on.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		m.on.click(m.on.icon().middle())
		for end := time.Now().Add(2 * time.Second); time.Now().Before(end); {
			if len(m.shown()) == 1 {
				return
			}
		}
	}
	m.on.shot("tray-failed")
	m.on.t.Fatal("no menu opens")
}

// shown are the menus that are open, the leftmost first.
func (m trayMenu) shown() (all []image.Rectangle) {
	m.on.t.Helper()
	ids, _ := m.on.ask("xdotool", "search", "--onlyvisible", "--class", "wrapper-2.0") // it fails when there is none
	for id := range strings.FieldsSeq(string(ids)) {
		if r, ok := m.on.geometry(id); ok && r.Min.Y >= 0 && r.Dx() > panelHeight && r.Dy() > panelHeight {
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b image.Rectangle) int { return cmp.Compare(a.Min.X, b.Min.X) })
	return all
}

// awaitClosed waits until no menu is open.
func (m trayMenu) awaitClosed() {
	m.on.t.Helper()
	eventually(m.on.t, func() error {
		if all := m.shown(); len(all) > 0 {
			return fmt.Errorf("there are %d open menus", len(all))
		}
		return nil
	})
}

// geometry is where a window is.
func (p *panelScreen) geometry(window string) (image.Rectangle, bool) {
	out, err := p.ask("xdotool", "getwindowgeometry", "--shell", window)
	if err != nil {
		return image.Rectangle{}, false // it is gone
	}
	at := map[string]int{}
	for line := range strings.Lines(string(out)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		at[name], _ = strconv.Atoi(value)
	}
	return image.Rect(at["X"], at["Y"], at["X"]+at["WIDTH"], at["Y"]+at["HEIGHT"]), true
}

// Adwaita's menus have this around them, and lines of this height.
const menuBorder, menuLine = 4, 1

// find is where an item is in a menu, by its label's beginning.
func find(items []item, window image.Rectangle, label string) (image.Point, item, error) {
	lines, before := 0, 0
	var at, linesBefore int
	var found *item
	for i, it := range items {
		switch {
		case it.label == "":
			lines++
		case found == nil && strings.HasPrefix(it.label, label):
			found, at, linesBefore = &items[i], before, lines
			before++
		default:
			before++
		}
	}
	if found == nil {
		return image.Point{}, item{}, errors.New("there is no " + label)
	}
	height := float64(window.Dy()-2*menuBorder-lines*menuLine) / float64(before)
	y := float64(menuBorder+linesBefore*menuLine) + (float64(at)+0.5)*height
	return window.Min.Add(image.Pt(30, int(y))), *found, nil
}

// choose opens the menu and clicks an item, or one under another. Apps come and go
// on a computer that does something else, too, and move what is below them: then
// it looks again.
func (m trayMenu) choose(shot string, labels ...string) {
	m.on.t.Helper()
	m.open()
	eventually(m.on.t, func() error {
		items, windows := m.layout(), m.shown()
		at, err := m.reach(items, labels)
		if err != nil {
			m.close()
			m.open()
			return err
		}
		m.on.shot(shot)
		if now := m.shown(); !reflect.DeepEqual(items, m.layout()) || len(windows) == 0 || len(now) == 0 || now[0] != windows[0] {
			m.close() // one that is open does not grow
			m.open()
			return errors.New("the menu changes")
		}
		m.on.click(at)
		return nil
	})
	m.awaitClosed()
}

// reach points at an item, by way of those above it, and returns where it is. What
// a menu has under an item is not there at once, and not at all if the menu was not
// quite there yet when the pointer came.
func (m trayMenu) reach(items []item, labels []string) (at image.Point, err error) {
	m.on.t.Helper()
	for depth, label := range labels {
		open := m.shown()
		if len(open) <= depth {
			return at, fmt.Errorf("there are %d open menus, and not %d", len(open), depth+1)
		}
		var found item
		if at, found, err = find(items, open[depth], label); err != nil {
			return at, err
		}
		m.on.point(at)
		items = found.under
		if depth+1 < len(labels) {
			m.await(depth + 2)
		}
	}
	return at, nil
}

// await waits a while for so many open menus.
func (m trayMenu) await(n int) {
	for end := time.Now().Add(2 * time.Second); len(m.shown()) < n && time.Now().Before(end); {
	}
}

// close closes it without a choice.
func (m trayMenu) close() {
	m.on.t.Helper()
	if _, err := m.on.ask("xdotool", "key", "Escape"); err != nil {
		m.on.t.Fatal(err)
	}
	m.awaitClosed()
}
