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

// desktop is an X server with a window manager and a session bus. It has no panel
// until one is started.
type desktop struct {
	t    *testing.T
	home string
	env  []string // of programs on it
	bus  *dbus.Conn
	told chan string // messages, as "title|body"
}

func newDesktop(t *testing.T) *desktop {
	t.Helper()
	for _, program := range []string{"Xvfb", "xfce4-panel", "xfwm4", "xdotool", "xclip", "import", "dbus-daemon"} {
		need(t, program)
	}
	d := &desktop{t: t, home: home(t), told: make(chan string, 10)}
	d.configure()
	d.startScreen()
	d.startBus()
	d.start("xfwm4", "--compositor=off")
	return d
}

// configure has the panel as the test needs it, and its service for settings alone
// on the bus.
func (d *desktop) configure() {
	d.t.Helper()
	settings := filepath.Join(d.home, "CONFIG", "xfce4", "xfconf", "xfce-perchannel-xml")
	services := filepath.Join(d.home, "services")
	run := filepath.Join(d.home, "run")
	for _, folder := range []string{settings, services, run} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			d.t.Fatal(err)
		}
	}
	const xfconf = "org.xfce.Xfconf.service"
	copyFile(d.t, filepath.Join("testdata", "desktop", "xfce4-panel.xml"), filepath.Join(settings, "xfce4-panel.xml"))
	copyFile(d.t, filepath.Join("/usr/share/dbus-1/services", xfconf), filepath.Join(services, xfconf))
	config := `<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><servicedir>` + services + `</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`
	if err := os.WriteFile(filepath.Join(d.home, "bus.conf"), []byte(config), 0o600); err != nil {
		d.t.Fatal(err)
	}
	d.env = environment(d.home, "XDG_RUNTIME_DIR="+run, "XDG_CURRENT_DESKTOP=XFCE", "GTK_THEME=Adwaita:dark", "NO_AT_BRIDGE=1", "GDK_BACKEND=x11")
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

// start starts a program on the desktop.
func (d *desktop) start(program string, args ...string) *process {
	d.t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = d.env
	return start(d.t, cmd)
}

func (d *desktop) startScreen() {
	d.t.Helper()
	x := d.start("Xvfb", "-displayfd", "1", "-screen", "0", "900x700x24", "-nolisten", "tcp")
	d.env = append(d.env, "DISPLAY=:"+x.await(""))
}

// startBus starts the bus, with the test as the one who shows messages.
func (d *desktop) startBus() {
	d.t.Helper()
	daemon := d.start("dbus-daemon", "--nofork", "--print-address=1", "--config-file="+filepath.Join(d.home, "bus.conf"))
	address := daemon.await("unix:")
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+address)
	conn, err := dbus.Connect(address)
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

func (d *desktop) startPanel() *process { return d.start("xfce4-panel", "--disable-wm-check") }

// ask runs a program that ends by itself, and returns what it prints.
func (d *desktop) ask(program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(d.t.Context(), program, args...)
	cmd.Env = d.env
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w", program, strings.Join(args, " "), err)
	}
	return out, err
}

// screen is what there is to see now.
func (d *desktop) screen() image.Image {
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

// shot keeps what there is to see.
func (d *desktop) shot(name string) {
	d.t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, d.screen()); err != nil {
		d.t.Fatal(err)
	}
	keepShot(d.t, name, b.Bytes())
}

// point moves the mouse, and click presses its button there.
func (d *desktop) point(at image.Point) { d.mouse(at) }
func (d *desktop) click(at image.Point) { d.mouse(at, "click", "1") }

func (d *desktop) mouse(at image.Point, then ...string) {
	d.t.Helper()
	// Two steps, since a menu does not see a pointer that was there before.
	args := append([]string{"mousemove", fmt.Sprint(at.X - 2), fmt.Sprint(at.Y), "mousemove", fmt.Sprint(at.X), fmt.Sprint(at.Y)}, then...)
	if _, err := d.ask("xdotool", args...); err != nil {
		d.t.Fatal(err)
	}
}

// clipboard is what a person would paste.
func (d *desktop) clipboard() string {
	text, _ := d.ask("xclip", "-out", "-selection", "clipboard") // it fails while there is nothing
	return string(text)
}
