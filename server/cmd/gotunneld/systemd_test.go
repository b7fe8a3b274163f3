//go:build unix

package main

import (
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// inherit runs the program as systemd does: the socket is its file 3, and the
// environment names its process, which a shell becomes.
func inherit(t *testing.T, socket interface{ File() (*os.File, error) }, args ...string) *process {
	t.Helper()
	file, err := socket.File()
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	script := `LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES=gotunneld.socket exec gotunneld "$@"`
	cmd := exec.Command("sh", append([]string{"-c", script, "sh"}, serveArgs(t, args)...)...)
	cmd.ExtraFiles = []*os.File{file}
	return launch(t, cmd)
}

func TestSocketActivation(t *testing.T) {
	socket, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	// A visitor who comes before the server runs waits for it.
	visitor, err := net.Dial("tcp", socket.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer visitor.Close()
	if _, err := visitor.Write([]byte("GET / HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n")); err != nil {
		t.Fatal(err)
	}

	// Were --listen used, this would fail.
	p := inherit(t, socket.(*net.TCPListener), "--listen", "192.0.2.1:1")
	if r := p.logged("listening"); r.Addr != socket.Addr().String() {
		t.Errorf("listening on %s, want the inherited %s", r.Addr, socket.Addr())
	}
	answer := make([]byte, len("HTTP/1.1 404"))
	if err := visitor.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(visitor, answer); err != nil || string(answer) != "HTTP/1.1 404" {
		t.Errorf("the visitor got %q, %v", answer, err)
	}
	visitor.Close()
	p.signal(syscall.SIGTERM)
	if state, rest := p.wait(); !state.Success() {
		t.Errorf("%v:\n%s", state, rest)
	}
}

func TestSocketActivationWithoutTCP(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	socket, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	state, text := inherit(t, socket.(*net.UnixListener)).wait()
	want := "gotunneld: the socket gotunneld.socket that systemd opened can't be used: it is not TCP: give the unit only ListenStream= with ports\n"
	if state.ExitCode() != 1 || text != want {
		t.Errorf("%v %q, want %q", state, text, want)
	}
}

// Sockets for another process are no concern of this one.
func TestSocketActivationOfAnother(t *testing.T) {
	t.Setenv("LISTEN_PID", "1")
	t.Setenv("LISTEN_FDS", "1")
	p := gotunneld(t)
	p.logged("listening")
}

// systemd listens to what a process tells it, and returns the next message at
// each call.
func systemd(t *testing.T) (next func() string, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "notify")
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	t.Setenv("NOTIFY_SOCKET", path)
	return func() string {
		t.Helper()
		if err := socket.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		message := make([]byte, 256)
		n, err := socket.Read(message)
		if err != nil {
			t.Fatal(err)
		}
		return string(message[:n])
	}, path
}

func TestNotify(t *testing.T) {
	next, _ := systemd(t)
	t.Setenv("WATCHDOG_USEC", "100000")

	p := gotunneld(t)
	if got := next(); got != "READY=1" {
		t.Fatalf("systemd was told %q first, want READY=1", got)
	}
	addr := p.logged("listening").Addr
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatalf("told ready, but %v", err)
	}
	conn.Close()
	for range 2 {
		if got := next(); got != "WATCHDOG=1" {
			t.Fatalf("systemd was told %q, want WATCHDOG=1", got)
		}
	}

	p.signal(syscall.SIGTERM)
	got := next()
	for got == "WATCHDOG=1" {
		got = next()
	}
	if got != "STOPPING=1" {
		t.Errorf("systemd was told %q, want STOPPING=1", got)
	}
	if state, rest := p.wait(); !state.Success() || strings.Contains(rest, "could not tell systemd") {
		t.Errorf("%v:\n%s", state, rest)
	}
}
