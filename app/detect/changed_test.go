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

func BenchmarkOwner(b *testing.B) {
	for b.Loop() {
		_, _ = Owner(1)
	}
}
