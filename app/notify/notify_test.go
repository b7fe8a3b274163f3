//go:build !windows && !darwin

package notify_test

import (
	"errors"
	"maps"
	"strings"
	"sync"
	"testing"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/notify"
	"gotunnel/app/sessionbus"
	"gotunnel/app/sessionbus/bustest"
)

const (
	service = "org.freedesktop.Notifications"
	object  = "/org/freedesktop/Notifications"
)

// desktop shows messages as the specification has it: one that replaces another
// keeps its number.
type desktop struct {
	can []string

	mu    sync.Mutex
	last  uint32
	shown map[uint32]string // "title|body"
}

func (d *desktop) all() map[uint32]string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return maps.Clone(d.shown)
}

func (d *desktop) GetCapabilities() ([]string, *dbus.Error) { return d.can, nil }

func (d *desktop) Notify(app string, replaces uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
	if app != "Gotunnel" {
		return 0, dbus.MakeFailedError(errors.New("whose message is it"))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if replaces == 0 {
		d.last++
		replaces = d.last
	}
	d.shown[replaces] = title + "|" + body
	return replaces, nil
}

func (d *desktop) CloseNotification(id uint32) *dbus.Error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.shown[id]; !ok {
		return dbus.MakeFailedError(errors.New("there is no such message"))
	}
	delete(d.shown, id)
	return nil
}

// show puts a desktop on a bus of its own.
func show(t *testing.T, can ...string) *desktop {
	t.Helper()
	address := bustest.Start(t)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	d := &desktop{can: can, shown: map[uint32]string{}}
	conn := bustest.Connect(t, address)
	if err := conn.Export(d, object, service); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.RequestName(service, dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	return d
}

func newNotifier(t *testing.T) *notify.Notifier {
	n := notify.New()
	t.Cleanup(n.End)
	return n
}

func TestOneForEachKey(t *testing.T) {
	d := show(t, "body")
	n := newNotifier(t)
	send := func(key, title, body string) {
		t.Helper()
		if err := n.Send(t.Context(), key, title, body); err != nil {
			t.Fatal(err)
		}
	}
	send("shop", "First visitor", "")
	send("docs", "docs is paused", "a & <b>")
	send("shop", "shop ends in 10 min", "at 18:00")
	if len(d.all()) != 2 || d.all()[1] != "shop ends in 10 min|at 18:00" || d.all()[2] != "docs is paused|a & <b>" {
		t.Errorf("there are %v", d.all())
	}
	for range 2 { // the second time it is gone
		if err := n.Close(t.Context(), "shop"); err != nil {
			t.Fatal(err)
		}
	}
	if len(d.all()) != 1 {
		t.Errorf("after closing one there are %v", d.all())
	}
	send("shop", "again", "")
	if len(d.all()) != 2 || d.all()[3] != "again|" {
		t.Errorf("a new one after that leaves %v", d.all())
	}
}

// A message that a person closed can be closed, and sent, all the same.
func TestClosedByAPerson(t *testing.T) {
	d := show(t)
	n := newNotifier(t)
	if err := n.Send(t.Context(), "shop", "one", ""); err != nil {
		t.Fatal(err)
	}
	d.mu.Lock()
	clear(d.shown)
	d.mu.Unlock()
	if err := n.Close(t.Context(), "shop"); err != nil {
		t.Errorf("closing it: %v", err)
	}
}

// What an app is called is not for the desktop to read as HTML.
func TestTextOnly(t *testing.T) {
	d := show(t, "body", "body-markup")
	if err := newNotifier(t).Send(t.Context(), "shop", "a & b", "<b>a</b> & b"); err != nil {
		t.Fatal(err)
	}
	if d.all()[1] != "a & b|&lt;b&gt;a&lt;/b&gt; &amp; b" {
		t.Errorf("it shows %q", d.all()[1])
	}
}

func TestNobodyShowsMessages(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", bustest.Start(t))
	n := newNotifier(t)
	if err := n.Send(t.Context(), "shop", "one", ""); err == nil || !strings.HasPrefix(err.Error(), "this desktop shows no messages") {
		t.Errorf("with a bus: %v", err)
	}
	if err := n.Close(t.Context(), "shop"); err != nil {
		t.Errorf("closing: %v", err)
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	if err := newNotifier(t).Send(t.Context(), "shop", "one", ""); !errors.Is(err, sessionbus.ErrNone) {
		t.Errorf("without one: %v", err)
	}
}

// After the desktop was started anew messages are shown again.
func TestANewDesktop(t *testing.T) {
	show(t)
	n := newNotifier(t)
	if err := n.Send(t.Context(), "shop", "one", ""); err != nil {
		t.Fatal(err)
	}
	n.End()
	d := show(t)
	if err := n.Send(t.Context(), "shop", "two", ""); err != nil || d.all()[1] != "two|" {
		t.Errorf("%v, there are %v", err, d.all())
	}
}
