package e2e

import (
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// panelHeight is that of the panel at the top, as testdata/panel has it.
const panelHeight = 28

// panelScreen is a screen for a panel, on which a person clicks. The test is who
// shows its messages.
type panelScreen struct {
	*screen
	bus  *dbus.Conn
	told chan string // messages, as "title|body"
}

func newPanelScreen(t *testing.T) *panelScreen {
	t.Helper()
	for _, program := range []string{"xfce4-panel", "xdotool", "xclip", "import"} {
		need(t, program)
	}
	p := &panelScreen{screen: newScreen(t), told: make(chan string, 10)}
	p.env = append(p.env, "XDG_CURRENT_DESKTOP=XFCE", "GTK_THEME=Adwaita:dark")
	settings := filepath.Join(p.home, "CONFIG", "xfce4", "xfconf", "xfce-perchannel-xml")
	if err := copyOver(settings, filepath.Join("testdata", "panel")); err != nil {
		t.Fatal(err)
	}
	p.takeMessages()
	return p
}

func (p *panelScreen) takeMessages() {
	p.t.Helper()
	const name = "DBUS_SESSION_BUS_ADDRESS="
	at := slices.IndexFunc(p.env, func(v string) bool { return strings.HasPrefix(v, name) })
	conn, err := dbus.Connect(strings.TrimPrefix(p.env[at], name))
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { conn.Close() })
	const messages = "org.freedesktop.Notifications"
	err = conn.ExportMethodTable(map[string]any{
		"GetCapabilities": func() ([]string, *dbus.Error) { return []string{"body"}, nil },
		"Notify": func(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
			p.told <- title + "|" + body
			return 1, nil
		},
	}, "/org/freedesktop/Notifications", messages)
	if err == nil {
		_, err = conn.RequestName(messages, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.bus = conn
}

// start starts a panel.
func (p *panelScreen) start() *process {
	p.t.Helper()
	return start(p.t, p.command("xfce4-panel", "--disable-wm-check"))
}

// point moves the mouse, and click presses its button there.
func (p *panelScreen) point(at image.Point) { p.mouse(at) }
func (p *panelScreen) click(at image.Point) { p.mouse(at, "click", "1") }

func (p *panelScreen) mouse(at image.Point, then ...string) {
	p.t.Helper()
	// Two steps, since a menu does not see a pointer that was there before.
	args := []string{"mousemove", fmt.Sprint(at.X - 2), fmt.Sprint(at.Y), "mousemove", fmt.Sprint(at.X), fmt.Sprint(at.Y)}
	if _, err := p.ask("xdotool", append(args, then...)...); err != nil {
		p.t.Fatal(err)
	}
}

// expect waits for the next message.
func (p *panelScreen) expect(want string) {
	p.t.Helper()
	select {
	case got := <-p.told:
		if got != want {
			p.t.Fatalf("the message is %q and not %q", got, want)
		}
	case <-time.After(patience):
		p.t.Fatalf("there was no message; the clipboard has %q", p.clipboard())
	}
}
