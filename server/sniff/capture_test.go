package sniff

import (
	"encoding/hex"
	"flag"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var capture = flag.String("capture", "", "write what the next visitor sends first to testdata/`NAME`.hex")

// TestCapture is not a test: it makes the files that testdata/README.md lists.
func TestCapture(t *testing.T) {
	if *capture == "" {
		t.Skip("only with -capture")
	}
	l, err := net.Listen("tcp", "127.0.0.1:8443")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	sent := firstFlight(t, conn)
	name := filepath.Join("testdata", *capture+".hex")
	if err := os.WriteFile(name, []byte(dump(sent)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// firstFlight is what a client sends before it waits for an answer.
func firstFlight(t *testing.T, conn net.Conn) []byte {
	t.Helper()
	buf := make([]byte, MaxHello)
	size := 0
	for {
		if err := conn.SetReadDeadline(time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := conn.Read(buf[size:])
		size += n
		if err != nil {
			return buf[:size]
		}
	}
}

// dump is b in hex, in lines that a diff can show.
func dump(b []byte) string {
	var s strings.Builder
	for len(b) > 0 {
		n := min(32, len(b))
		s.WriteString(hex.EncodeToString(b[:n]) + "\n")
		b = b[n:]
	}
	return s.String()
}

// captured reads a file that TestCapture made.
func captured(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".hex"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
