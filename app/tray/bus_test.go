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
	out  interface{ SetReadDeadline(time.Time) error }
	says *bufio.Reader
}

// patience is how long a test waits for what must come.
const patience = time.Minute

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
	s.out, _ = out.(*os.File) // a pipe
	t.Cleanup(func() {
		_ = s.out.SetReadDeadline(time.Now().Add(patience))
		_ = cmd.Process.Signal(os.Interrupt)
		_, _ = io.Copy(io.Discard, s.says)
		_ = cmd.Wait()
	})
	return s
}

// next is the next line that it says.
func (s *shown) next() string {
	s.t.Helper()
	if err := s.out.SetReadDeadline(time.Now().Add(patience)); err != nil {
		s.t.Fatal(err)
	}
	line, err := s.says.ReadString('\n')
	if err != nil {
		s.t.Fatal(err)
	}
	return strings.TrimSuffix(line, "\n")
}

func (s *shown) expect(want string) {
	s.t.Helper()
	if got := s.next(); got != want {
		s.t.Fatalf("it says %q and not %q", got, want)
	}
}

// A person sees what the agent tells, and the agent hears what a person clicks.
func TestTray(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	a := newAgent(t, twoShares())
	p := newPanel(t, address)
	p.start()
	s := run(t, a, address)
	p.awaitItem()
	if title, menu := p.property("Title"), p.property("ItemIsMenu"); title != "Gotunnel" || menu != true {
		t.Errorf("the title is %v; it is a menu: %v", title, menu)
	}
	want := written(menu(twoShares()))
	ids := p.awaitMenu(want)
	p.awaitShape(watched)
	p.await("tooltip", func() bool {
		tip, _ := p.property("ToolTip").([]any)
		return tip[2] == "Gotunnel: 3 shares, 2 watching"
	})

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
	p.awaitItem()
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

// The icon comes back with a panel that was started anew, which learns of the top
// of the menu before the rest.
func TestPanelRestarts(t *testing.T) {
	t.Parallel()
	address := bustest.Start(t)
	run(t, newAgent(t, twoShares()), address)
	for n := range 3 {
		p := newPanel(t, address)
		p.start()
		p.awaitItem()
		if n > 0 { // the first one may see the menu before the agent says what is in it
			p.awaitMenu("● shop   2 watching\n")
		}
		p.await("the whole menu", func() bool { got, _ := p.written(); return got == written(menu(twoShares())) })
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
	p.awaitItem()
	p.awaitShape(watched)
}

func TestNoBus(t *testing.T) {
	t.Parallel()
	s := run(t, newAgent(t, twoShares()), "unix:path="+t.TempDir()+"/none")
	if got := s.next(); !strings.HasPrefix(got, "ended: "+ErrNoTray.Error()) {
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
	p.start()
	s := run(t, newAgent(t, twoShares()), address)
	p.awaitItem()
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
