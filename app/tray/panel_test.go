//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/sessionbus/bustest"
)

// panel is one as a desktop has it, which shows nothing.
type panel struct {
	t          *testing.T
	conn       *dbus.Conn
	registered chan string // where items are, as they register
	signals    chan *dbus.Signal
	item       string // whose icon is looked at
}

// newPanel is one that takes no icons yet.
func newPanel(t *testing.T, address string) *panel {
	t.Helper()
	p := &panel{
		t: t, conn: bustest.Connect(t, address),
		registered: make(chan string, 10), signals: make(chan *dbus.Signal, 10000),
	}
	p.conn.Signal(p.signals)
	for _, from := range []string{"org.kde.StatusNotifierItem", "com.canonical.dbusmenu"} {
		if err := p.conn.AddMatchSignal(dbus.WithMatchInterface(from)); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.conn.ExportMethodTable(map[string]any{
		"RegisterStatusNotifierItem": func(sender dbus.Sender, _ string) *dbus.Error {
			p.registered <- string(sender)
			return nil
		},
	}, "/StatusNotifierWatcher", watcher); err != nil {
		t.Fatal(err)
	}
	return p
}

// start takes icons from now on.
func (p *panel) start() {
	p.t.Helper()
	if _, err := p.conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		p.t.Fatal(err)
	}
}

// awaitItem waits for an icon, which may register more than once.
func (p *panel) awaitItem() {
	p.t.Helper()
	select {
	case p.item = <-p.registered:
	case <-time.After(patience):
		p.t.Fatal("no icon registers")
	}
}

func (p *panel) property(name string) any {
	p.t.Helper()
	v, err := p.conn.Object(p.item, "/StatusNotifierItem").GetProperty("org.kde.StatusNotifierItem." + name)
	if err != nil {
		p.t.Fatal(err)
	}
	return v.Value()
}

// pixels are the icon's.
func (p *panel) pixels() []byte {
	p.t.Helper()
	maps, _ := p.property("IconPixmap").([][]any)
	if len(maps) != 1 {
		p.t.Fatal("there is no icon")
	}
	pix, _ := maps[0][2].([]byte)
	return pix
}

// await waits until something on the item changed so that it is as wanted.
func (p *panel) await(what string, is func() bool) {
	p.t.Helper()
	late := time.After(patience)
	for !is() {
		select {
		case <-p.signals:
		case <-late:
			p.t.Fatalf("%s did not come", what)
		}
	}
}

// entry is an item of the menu.
type entry struct {
	ID    int32
	Props map[string]dbus.Variant
	Under []dbus.Variant
}

func (p *panel) layout() entry {
	p.t.Helper()
	var revision uint32
	var root entry
	err := p.conn.Object(p.item, "/StatusNotifierItem/menu").
		Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root)
	if err != nil {
		p.t.Fatal(err)
	}
	return root
}

// written is the menu as written has it, with the number of each item.
func (p *panel) written() (string, map[string]int32) {
	p.t.Helper()
	ids := map[string]int32{}
	rows := p.rows(p.layout().Under, ids, "")
	return written(rows), ids
}

func (p *panel) rows(under []dbus.Variant, ids map[string]int32, above string) (rows []row) {
	p.t.Helper()
	for _, v := range under {
		var e entry
		if err := dbus.Store([]any{v.Value()}, &e); err != nil {
			p.t.Fatal(err)
		}
		is := func(name string, otherwise any) any {
			if v, ok := e.Props[name]; ok {
				return v.Value()
			}
			return otherwise
		}
		r := row{
			label: is("label", "").(string), off: is("enabled", true) == false, hidden: is("visible", true) == false,
			separator: is("type", "") == "separator", checked: is("toggle-state", int32(0)) == int32(1),
		}
		if !r.hidden {
			ids[above+r.label] = e.ID
			r.under = p.rows(e.Under, ids, above+r.label+"/")
		}
		rows = append(rows, r)
	}
	return rows
}

// awaitMenu waits for a menu that has all of text, and returns the numbers of its
// items.
func (p *panel) awaitMenu(text string) map[string]int32 {
	p.t.Helper()
	var got string
	var ids map[string]int32
	p.await(text, func() bool {
		got, ids = p.written()
		return strings.Contains(got, text)
	})
	return ids
}

func (p *panel) click(id int32) {
	p.t.Helper()
	err := p.conn.Object(p.item, "/StatusNotifierItem/menu").
		Call("com.canonical.dbusmenu.Event", 0, id, "clicked", dbus.MakeVariant(""), uint32(0)).Err
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *panel) awaitShape(s shape) { p.t.Helper(); p.awaitIcon(s, lightInk) }

func (p *panel) awaitIcon(s shape, with ink) {
	p.t.Helper()
	want := string(argb(hardened(drawn(s, with, busSize))))
	p.await(fmt.Sprint("shape ", s, " in ", with), func() bool { return string(p.pixels()) == want })
}

// argb is a picture as the bus is to have it.
func argb(img *image.NRGBA) (pix []byte) {
	for at := 0; at < len(img.Pix); at += 4 {
		pix = append(pix, img.Pix[at+3], img.Pix[at], img.Pix[at+1], img.Pix[at+2])
	}
	return pix
}
