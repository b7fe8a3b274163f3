package e2e

import (
	"bufio"
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The bits and kinds in the first byte of a frame.
const (
	last       = 0x80
	compressed = 0x40
	more       = 0x0 // of the message before
	text       = 0x1
	binaries   = 0x2
	closing    = 0x8
	ping       = 0x9
	pong       = 0xa
)

// frame is one frame as a client writes it. The mask is always the same.
func frame(first byte, payload string) string {
	const masked = 0x80
	mask := []byte{0x37, 0xfa, 0x21, 0x3d}
	var b []byte
	switch n := len(payload); {
	case n < 126:
		b = []byte{first, masked | byte(n)}
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16([]byte{first, masked | 126}, uint16(n))
	default:
		b = binary.BigEndian.AppendUint64([]byte{first, masked | 127}, uint64(n))
	}
	b = append(b, mask...)
	for i := range len(payload) {
		b = append(b, payload[i]^mask[i%len(mask)])
	}
	return string(b)
}

// code is the payload of a close frame.
func code(n int, reason string) string {
	return string(binary.BigEndian.AppendUint16(nil, uint16(n))) + reason
}

// bye is how a client closes that has no complaints.
var bye = frame(last|closing, code(1000, ""))

// in is a message of a kind, cut into frames of at most n bytes.
func in(n int, kind byte, message string) string {
	var b strings.Builder
	for first := kind; ; first = more {
		part := message[:min(n, len(message))]
		if message = message[len(part):]; message == "" {
			return b.String() + frame(first|last, part)
		}
		b.WriteString(frame(first, part))
	}
}

// deflated is a message's payload in permessage-deflate.
func deflated(message string) string {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.DefaultCompression) // which is a level
	_, _ = io.WriteString(w, message)                     // a Buffer takes everything
	_ = w.Flush()
	return strings.TrimSuffix(b.String(), "\x00\x00\xff\xff")
}

// converse opens a WebSocket at addr, asking for host, writes what a case sends,
// and tells all that comes back: the answer's headers, a line for each frame,
// and the end of the connection.
func converse(t *testing.T, addr, host string, c wsCase) string {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(patience))
	fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: %s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", host)
	if c.offer != "" {
		fmt.Fprintf(conn, "Sec-WebSocket-Extensions: %s\r\n", c.offer)
	}
	fmt.Fprint(conn, "\r\n")
	r := bufio.NewReader(conn)
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintln(&b, res.StatusCode)
	for _, name := range slices.Sorted(maps.Keys(res.Header)) {
		fmt.Fprintln(&b, name, res.Header[name])
	}
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		c.write(conn.(*net.TCPConn))
	}()
	for err = nil; err == nil; {
		var line string
		line, err = readFrame(r)
		fmt.Fprintln(&b, line)
	}
	_ = conn.Close() // a server that is gone takes no more
	<-sent
	return b.String()
}

// write sends what the case does. Where that fails, the server has left, which
// who reads will see.
func (c wsCase) write(conn *net.TCPConn) {
	step := c.chop
	if step == 0 {
		step = len(c.send)
	}
	for part := range slices.Chunk([]byte(c.send), max(step, 1)) {
		if _, err := conn.Write(part); err != nil {
			return
		}
	}
	if c.leave {
		_ = conn.CloseWrite()
	}
}

// readFrame is the next frame of a server in a line, and with an error the end.
func readFrame(r *bufio.Reader) (string, error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(r, head); err != nil {
		return ending(err), err
	}
	size := uint64(head[1])
	if n := map[byte]int{126: 2, 127: 8}[head[1]]; n > 0 {
		long := make([]byte, 8)
		if _, err := io.ReadFull(r, long[8-n:]); err != nil {
			return "broken frame, " + ending(err), err
		}
		size = binary.BigEndian.Uint64(long)
	}
	payload := make([]byte, min(size, 32<<20))
	if _, err := io.ReadFull(r, payload); err != nil {
		return "broken frame, " + ending(err), err
	}
	if head[0] == last|closing && len(payload) >= 2 {
		return fmt.Sprintf("close %d %q", binary.BigEndian.Uint16(payload), payload[2:]), nil
	}
	if len(payload) > 64 {
		return fmt.Sprintf("%02x %d bytes %x", head[0], size, sha256.Sum256(payload)), nil
	}
	return fmt.Sprintf("%02x %q", head[0], payload), nil
}

func ending(err error) string {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "end"
	case errors.Is(err, syscall.ECONNRESET):
		return "reset"
	}
	return err.Error()
}
