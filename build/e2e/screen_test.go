package e2e

import (
	"bufio"
	"bytes"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// screen is a person's desktop: an X server with a window manager, and a session
// bus. Nothing of it is seen.
type screen struct{ *session }

func newScreen(t *testing.T) *screen {
	t.Helper()
	s := &screen{beginSession(t)}
	s.env = append(s.env, "GSETTINGS_BACKEND=memory")
	s.env = append(s.env, "DISPLAY=:"+s.display())
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+s.bus())
	s.start(need(t, "xfwm4"), "--compositor=off")
	// A window that was there before it would not get the keyboard.
	eventually(t, func() error { return s.command(need(t, "wmctrl"), "-m").Run() })
	return s
}

// display starts the X server and returns its number. It is one that no server
// had: one that ends removes what one of the same number has just made.
func (s *screen) display() string {
	s.t.Helper()
	number := ":" + freePort(s.t)
	return s.firstLine(s.command(need(s.t, "Xvfb"), number, "-displayfd", "3", "-noreset", "-screen", "0", "1000x800x24", "-nolisten", "tcp"))
}

// bus starts the session bus and returns its address.
func (s *screen) bus() string {
	s.t.Helper()
	cmd := s.command(need(s.t, "dbus-daemon"), "--session", "--nofork", "--print-address=3")
	return s.firstLine(cmd)
}

// firstLine starts a program and returns the line that it writes to the file
// descriptor 3 when it is ready.
func (s *screen) firstLine(cmd *exec.Cmd) string {
	s.t.Helper()
	read, write, err := os.Pipe()
	if err != nil {
		s.t.Fatal(err)
	}
	defer read.Close()
	cmd.ExtraFiles = []*os.File{write}
	start(s.t, cmd)
	write.Close()
	line, err := bufio.NewReader(read).ReadString('\n')
	if err != nil {
		s.t.Fatalf("%s said nothing: %v", cmd.Path, err)
	}
	return strings.TrimSpace(line)
}

// windows are the titles of the windows on it.
func (s *screen) windows() []string {
	s.t.Helper()
	list, err := s.command(need(s.t, "wmctrl"), "-l").Output()
	if err != nil {
		return nil // the window manager is starting
	}
	var titles []string
	for line := range strings.Lines(string(list)) {
		if f := strings.SplitN(strings.TrimSpace(line), " ", 5); len(f) == 5 {
			titles = append(titles, f[4])
		}
	}
	return titles
}

// shot keeps a picture of it, for whoever wants to look.
func (s *screen) shot(name string) {
	s.t.Helper()
	program, err := exec.LookPath("import") // of ImageMagick
	if err != nil {
		return
	}
	folder := filepath.Join("..", "..", ".cache", "shots")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if said, err := s.command(program, "-window", "root", filepath.Join(folder, name+".png")).CombinedOutput(); err != nil {
		s.t.Error(fmt.Errorf("no picture: %w: %s", err, said))
	}
}

// ask runs a program that ends by itself, and returns what it prints.
func (s *screen) ask(program string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(s.t.Context(), program, args...)
	cmd.Env = s.env
	return cmd.Output()
}

// seen is what there is to see now.
func (s *screen) seen() image.Image {
	s.t.Helper()
	shot, err := s.ask("import", "-window", "root", "png:-")
	if err != nil {
		s.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(shot))
	if err != nil {
		s.t.Fatal(err)
	}
	return img
}

// clipboard is what a person would paste.
func (s *screen) clipboard() string {
	text, _ := s.command(need(s.t, "xclip"), "-out", "-selection", "clipboard").Output() // it fails while there is nothing
	return string(text)
}

// clip puts text into the clipboard, as another program does.
func (s *screen) clip(text string) {
	s.t.Helper()
	cmd := s.command(need(s.t, "xclip"), "-in", "-selection", "clipboard", "-quiet")
	cmd.Stdin = strings.NewReader(text)
	start(s.t, cmd) // it ends when another program has the clipboard
	eventually(s.t, func() error {
		if got := s.clipboard(); got != text {
			return fmt.Errorf("the clipboard has %q", got)
		}
		return nil
	})
}
