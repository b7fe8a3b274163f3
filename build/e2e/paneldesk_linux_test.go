package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/godbus/dbus/v5"
)

// panelHeight is that of the panel at the top, as testdata/desktop has it.
const panelHeight = 28

// panelDesk is a screen on which a panel can be started, and the one who shows
// messages there.
type panelDesk struct {
	*screen
	bus  *dbus.Conn
	told chan string // messages, as "title|body"
}

func newPanelDesk(t *testing.T) *panelDesk {
	t.Helper()
	for _, program := range []string{"xfce4-panel", "xdotool", "xclip", "import"} {
		need(t, program)
	}
	d := &panelDesk{screen: newScreen(t), told: make(chan string, 10)}
	d.env = append(d.env, "XDG_CURRENT_DESKTOP=XFCE", "GTK_THEME=Adwaita:dark", "NO_AT_BRIDGE=1", "GDK_BACKEND=x11")
	d.configure()
	d.listen()
	return d
}

// configure has the panel as the test needs it.
func (d *panelDesk) configure() {
	d.t.Helper()
	settings := filepath.Join(d.home, "CONFIG", "xfce4", "xfconf", "xfce-perchannel-xml")
	if err := os.MkdirAll(settings, 0o700); err != nil {
		d.t.Fatal(err)
	}
	copyFile(d.t, filepath.Join("testdata", "desktop", "xfce4-panel.xml"), filepath.Join(settings, "xfce4-panel.xml"))
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// listen takes the messages of the desktop.
func (d *panelDesk) listen() {
	d.t.Helper()
	conn, err := dbus.Connect(d.address)
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { conn.Close() })
	const messages = "org.freedesktop.Notifications"
	err = conn.ExportMethodTable(map[string]any{
		"GetCapabilities": func() ([]string, *dbus.Error) { return []string{"body"}, nil },
		"Notify": func(_ string, _ uint32, _, title, body string, _ []string, _ map[string]dbus.Variant, _ int32) (uint32, *dbus.Error) {
			d.told <- title + "|" + body
			return 1, nil
		},
	}, "/org/freedesktop/Notifications", messages)
	if err == nil {
		_, err = conn.RequestName(messages, dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		d.t.Fatal(err)
	}
	d.bus = conn
}

func (d *panelDesk) startPanel() *process { return d.start("xfce4-panel", "--disable-wm-check") }

// ask runs a program that ends by itself, and returns what it prints.
func (d *panelDesk) ask(program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(d.t.Context(), program, args...)
	cmd.Env = d.env
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w", program, strings.Join(args, " "), err)
	}
	return out, err
}

// screen is what there is to see now.
func (d *panelDesk) image() image.Image {
	d.t.Helper()
	shot, err := d.ask("import", "-window", "root", "png:-")
	if err != nil {
		d.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		d.t.Fatal(err)
	}
	return img
}

// point moves the mouse, and click presses its button there.
func (d *panelDesk) point(at image.Point) { d.mouse(at) }
func (d *panelDesk) click(at image.Point) { d.mouse(at, "click", "1") }

func (d *panelDesk) mouse(at image.Point, then ...string) {
	d.t.Helper()
	// Two steps, since a menu does not see a pointer that was there before.
	args := append([]string{"mousemove", fmt.Sprint(at.X - 2), fmt.Sprint(at.Y), "mousemove", fmt.Sprint(at.X), fmt.Sprint(at.Y)}, then...)
	if _, err := d.ask("xdotool", args...); err != nil {
		d.t.Fatal(err)
	}
}

// clipboard is what a person would paste.
func (d *panelDesk) clipboard() string {
	text, _ := d.ask("xclip", "-out", "-selection", "clipboard") // it fails while there is nothing
	return string(text)
}
