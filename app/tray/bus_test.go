//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/localapi"
	"gotunnel/app/sessionbus/bustest"
)

// insideVariable has the agent's socket for the copy of this test that shows a
// tray: a process can show one only once.
const insideVariable = "TRAY_TEST_SOCKET"

func TestMain(m *testing.M) {
	if socket := os.Getenv(insideVariable); socket != "" {
		inside(socket)
		return
	}
	os.Exit(m.Run())
}

// inside shows a tray until it is interrupted, and says what there is to see.
func inside(socket string) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	client := localapi.NewClient(socket)
	defer client.Close()
	say := func(what string) error { _, err := fmt.Println(what); return err }
	err := Run(ctx, Config{
		Client:     client,
		OpenWindow: func(v localapi.View) error { return say("window " + v.Name + " " + v.Share) },
		Browse:     func(url string) error { return say("browse " + url) },
		Copy:       func(_ context.Context, text string) error { return say("copy " + text) },
		Tell:       func(_ context.Context, title, body string) { _ = say("tell " + title + " " + body) },
		NoTray:     func() { _ = say("no tray") },
	})
	_ = say(fmt.Sprint("ended: ", err))
}

// shown is a tray that runs, and what a panel sees of it.
type shown struct {
	t    *testing.T
	cmd  *exec.Cmd
	says *bufio.Reader
}

func run(t *testing.T, a *agent, address string) *shown {
	t.Helper()
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this test
	cmd.Env = append(os.Environ(), insideVariable+"="+a.socket, "DBUS_SESSION_BUS_ADDRESS="+address,
		// The library changes an icon in place while the bus may be reading it; both
		// have the same number of pixels, so nothing comes of it.
		"GORACE=exitcode=0 log_path="+t.TempDir()+"/race")
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	s := &shown{t: t, cmd: cmd, says: bufio.NewReader(out)}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, s.says)
		_ = cmd.Wait()
	})
	return s
}

func (s *shown) expect(want string) {
	s.t.Helper()
	if got, _ := s.says.ReadString('\n'); got != want+"\n" {
		s.t.Fatalf("it says %q and not %q", got, want)
	}
}

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

// start takes icons, and returns when there is one.
func (p *panel) start() {
	p.t.Helper()
	if _, err := p.conn.RequestName(watcher, dbus.NameFlagDoNotQueue); err != nil {
		p.t.Fatal(err)
	}
	p.item = <-p.registered
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
	late := time.After(time.Minute)
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

func (p *panel) awaitShape(s shape) {
	p.t.Helper()
	want := string(argb(s))
	p.await(fmt.Sprint("shape ", s), func() bool { return string(p.pixels()) == want })
}

// argb is an icon as the bus has it. What is clear has no colour there.
func argb(s shape) (pix []byte) {
	img := drawn(s, lightInk, busSize)
	for y := range busSize {
		for x := range busSize {
			r, g, b, a := img.At(x, y).RGBA()
			pix = append(pix, byte(a), byte(r), byte(g), byte(b))
		}
	}
	return pix
}

// A person sees what the agent tells, and the agent hears what a person clicks.
func TestTray(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	a := newAgent(t, twoShares())
	p := newPanel(t, address)
	s := run(t, a, address)
	p.start()
	if title, menu := p.property("Title"), p.property("ItemIsMenu"); title != "Gotunnel" || menu != true {
		t.Errorf("the title is %v; it is a menu: %v", title, menu)
	}
	want := written(menu(twoShares()))
	ids := p.awaitMenu(want)
	p.awaitShape(watched)
	if tip, _ := p.property("ToolTip").([]any); tip[2] != "Gotunnel: 3 shares, 2 watching" {
		t.Errorf("the tooltip is %q", tip)
	}

	p.click(ids["Share port 3000 (checkout, Vite)"])
	s.expect("copy https://checkout.share.acme.dev")
	s.expect("tell Link copied. checkout.share.acme.dev is live. Anyone with this link can open the app on port 3000 until you stop sharing.")
	again := p.awaitMenu("● checkout   live")
	if again["● shop   2 watching"] != ids["● shop   2 watching"] || again["Quit Gotunnel"] != ids["Quit Gotunnel"] {
		t.Error("an item became another one, which flickers")
	}
	p.click(again["● checkout   live/Stop sharing"])
	s.expect("tell Stopped. The link no longer works.")
	p.click(ids["● shop   2 watching/Show QR code"])
	s.expect("window qr shop")

	a.tell(func(now *localapi.Snapshot) { now.Shares[0].Name = "a_shop" })
	p.awaitMenu("● a__shop   2 watching")
	a.tell(func(now *localapi.Snapshot) { now.Shares = nil })
	p.awaitMenu("(Nothing is shared)")
	p.awaitShape(idle)
}

// Without the agent the tray says that it is offline, until there is one again.
func TestAgentRestarts(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	a := &agent{now: twoShares(), changed: make(chan struct{}), socket: t.TempDir() + "/agent.sock"}
	p := newPanel(t, address)
	run(t, a, address)
	p.start()
	p.awaitMenu("Offline, reconnecting…")
	end := a.serve(t)
	p.awaitShape(watched)
	p.awaitMenu("2 shares live")
	end()
	p.awaitShape(offline)
	p.awaitMenu("Offline, reconnecting…")
	t.Cleanup(a.serve(t))
	p.awaitShape(watched)
}

// The icon comes back with a panel that was started anew.
func TestPanelRestarts(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	run(t, newAgent(t, twoShares()), address)
	for range 3 {
		p := newPanel(t, address)
		p.start()
		p.awaitShape(watched)
		if err := p.conn.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Where nobody shows icons the caller is told; the icon appears when somebody does.
func TestPanelComesLate(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	s := run(t, newAgent(t, twoShares()), address)
	s.expect("no tray")
	p := newPanel(t, address)
	p.start()
	p.awaitShape(watched)
}

func TestNoBus(t *testing.T) {
	t.Parallel()
	s := run(t, newAgent(t, twoShares()), "unix:path="+t.TempDir()+"/none")
	if got, _ := s.says.ReadString('\n'); !strings.HasPrefix(got, "ended: "+ErrNoTray.Error()) {
		t.Errorf("it says %q", got)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Error(err)
	}
}

// The icon is gone when the tray has ended, and nothing crashes.
func TestEnd(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	p := newPanel(t, address)
	s := run(t, newAgent(t, twoShares()), address)
	p.start()
	p.awaitShape(watched)
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	s.expect("ended: <nil>")
	if _, err := s.says.ReadByte(); !errors.Is(err, io.EOF) {
		t.Errorf("after the end: %v", err)
	}
	if err := s.cmd.Wait(); err != nil {
		t.Error(err)
	}
	var owned bool
	if err := p.conn.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, p.item).Store(&owned); err != nil || owned {
		t.Errorf("the item is there still: %v, %v", owned, err)
	}
}
