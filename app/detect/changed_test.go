package detect

import (
	"net"
	"runtime"
	"testing"
)

func listenAt(t *testing.T, addr string) (ln net.Listener, port int) {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln, ln.Addr().(*net.TCPAddr).Port
}

// Who comes to a port is told from who was there, at any address of it.
func TestOwner(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there is no telling here")
	}
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", ":0"} {
		ln, port := listenAt(t, addr)
		first, ok := Owner(port)
		if again, _ := Owner(port); !ok || first == "" || again != first {
			t.Errorf("%s: %q, then %q, %v", addr, first, again, ok)
		}
		at := ln.Addr().String()
		ln.Close()
		if gone, _ := Owner(port); gone != "" {
			t.Errorf("%s: it is closed, and is %q", addr, gone)
		}
		listenAt(t, at)
		if other, _ := Owner(port); other == first || other == "" {
			t.Errorf("%s: another one is %q, was %q", addr, other, first)
		}
	}
}

func TestChanged(t *testing.T) {
	var s Scanner
	if !s.Changed() {
		t.Error("at first nothing changed")
	}
	if runtime.GOOS != "linux" {
		t.Skip("there is no telling here")
	}
	ln, port := listenAt(t, "127.0.0.1:0")
	before, _ := fingerprint(0)
	if !s.Changed() {
		t.Error("somebody listens, and nothing changed")
	}
	ln.Close()
	if !s.Changed() {
		t.Error("nobody listens any more, and nothing changed")
	}
	if after, _ := fingerprint(0); after == before {
		t.Errorf("port %d is in %q", port, after)
	}
}

// A table that the kernel never writes has no sockets.
func TestListeners(t *testing.T) {
	row := "   0: 0100007F:1435 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0000000000000000 100 0 0 10 0\n"
	for name, tt := range map[string]struct {
		table string
		port  int
		want  int
	}{
		"all": {row + row, 0, 2}, "its port": {row, 0x1435, 1}, "another port": {row, 1435, 0},
		"half a row": {row[:40], 0, 0}, "nothing": {"", 0, 0}, "one that is connected": {"0: 0100007F:1435 0100007F:0001 01 0 0 0 0 0 0 1", 0, 0},
	} {
		if got := listeners([]byte(tt.table), tt.port); len(got) != tt.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
