package main

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"gotunnel/server/operator"
)

// A person who sees a terminal also gets the link as a QR code.
func TestInviteOnATerminal(t *testing.T) {
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	defer screen.Close()
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	terminal, err := os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan string)
	go func() {
		text, _ := io.ReadAll(screen) // until the terminal is closed, which is an error on Linux
		seen <- string(text)
	}()
	(&clerk{out: terminal}).invite(operator.Invite{
		Account: "designer", Web: "https://share.acme.dev/i#CODE", App: "gotunnel://share.acme.dev/i#CODE", Expires: time.Now(),
	})
	if err := terminal.Close(); err != nil {
		t.Fatal(err)
	}
	text := await(t, seen, "text on the screen")
	if !strings.Contains(text, "https://share.acme.dev/i#CODE") || strings.Count(text, "█") < 50 {
		t.Errorf("the screen shows %q", text)
	}
}
