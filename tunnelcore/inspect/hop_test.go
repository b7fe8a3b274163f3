package inspect

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
)

// Chunked bodies of which enough is kept are followed from chunk to chunk,
// whatever the sizes of chunks and of what is read at a time.
func TestHops(t *testing.T) {
	tests := []struct {
		name   string
		sizes  []int
		line   string // of a chunk
		copied int    // bytes at most, 0: it does not matter
	}{
		{name: "long chunks", sizes: []int{40_000, 64 << 10, 20_000, 100_000}, line: "%x\r\n", copied: 2000},
		{name: "extensions", sizes: []int{40_000, 40_000, 40_000}, line: "%x;a=b\r\n", copied: 2000},
		{name: "extensions that are long", sizes: []int{40_000, 40_000, 40_000}, line: "%x;a=" + strings.Repeat("b", 50) + "\r\n"},
		{name: "short ones among them", sizes: []int{40_000, 1, 17, 40_000, 5000, 40_000}, line: "%x\r\n"},
		{name: "zeros before", sizes: []int{40_000, 40_000}, line: "000000%X \r\n", copied: 2000},
	}
	for _, test := range tests {
		for _, step := range []int{1000, 4093, 16 << 10, 64 << 10, 1 << 20} {
			synctest.Test(t, func(t *testing.T) {
				hop(t, fmt.Sprint(test.name, " by ", step), test.sizes, test.line, step, test.copied)
			})
		}
	}
}

func hop(t *testing.T, name string, sizes []int, line string, step, most int) {
	t.Helper()
	r := &Recorder{MaxBody: 10}
	ours, theirs := net.Pipe()
	conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
	defer conn.Close()
	talk(t, conn, theirs, get1[1:], "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9c40\r\n"+strings.Repeat("x", 20_000))
	settle() // which makes the rest of the first chunk one to skip
	var rest bytes.Buffer
	rest.WriteString(strings.Repeat("x", 20_000) + "\r\n")
	sum := 40_000
	for _, n := range sizes {
		fmt.Fprintf(&rest, line+"%s\r\n", n, strings.Repeat("x", n))
		sum += n
	}
	copied := 0
	for rest.Len() > 0 {
		talk(t, conn, theirs, "", string(rest.Next(step)))
		copied += conn.(*tap).copied()
		settle()
	}
	if most > 0 && copied > most {
		t.Errorf("%s: %d bytes are copied", name, copied)
	}
	talk(t, conn, theirs, "", "0\r\nX: y\r\n\r\n")
	talk(t, conn, theirs, get1[1:], hello[1:])
	settle()
	wantTold(t, name, r, []string{`GET /1 | 200 "xxxxxxxxxx" cut (X: y) | http done`, hello1})
	if d, _ := r.Request(1, false); d.Response.Body.Size != int64(sum) {
		t.Errorf("%s: %d bytes are counted, want %d", name, d.Response.Body.Size, sum)
	}
}

// copied is how many bytes wait in the log.
func (c *tap) copied() (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.log.pieces {
		n += len(p.data)
	}
	return n
}

func TestHopper(t *testing.T) {
	tests := []struct {
		name, data string
		size       int64
		on         bool
	}{
		{"a long chunk", "\r\n10000\r\nxxx", 64 << 10, true},
		{"LF", "\n10000\nxxx", 64 << 10, true},
		{"a short chunk", "\r\n10\r\nxxx", 0, false},
		{"the last chunk", "\r\n0\r\n\r\n", 0, false},
		{"no line end first", "10000\r\nxxx", 0, false},
		{"no size", "\r\n\r\n", 0, false},
		{"no line at all", strings.Repeat("x", 40), 0, false},
	}
	for _, test := range tests {
		for step := 1; step <= len(test.data); step++ {
			h := hopper{on: true}
			size, taken := int64(0), 0
			for size == 0 && h.on && taken < len(test.data) {
				var n int
				n, size = h.next([]byte(test.data[taken:min(taken+step, len(test.data))]))
				taken += n
			}
			if size != test.size || h.on != test.on {
				t.Errorf("%s by %d: got %d, on %v", test.name, step, size, h.on)
			}
			if test.on && taken != strings.Index(test.data, "x") {
				t.Errorf("%s by %d: %d bytes are taken", test.name, step, taken)
			}
		}
	}
}

// A hint that comes when its bytes have passed is refused: nobody knows what
// the next byte is.
func TestLateHint(t *testing.T) {
	c := &tap{offset: [2]int64{0, 100}}
	if c.skipTo(down, 50, true) || c.hop[down].on || c.skip[down] != 0 {
		t.Errorf("a late hint is taken: %+v", c)
	}
	if !c.skipTo(down, 100, true) || !c.hop[down].on {
		t.Errorf("a hint in time is refused: %+v", c)
	}
}

// What was handed out stays as it is, while the memory of other bodies is used
// again.
func TestMemoryIsUsedAgain(t *testing.T) {
	r := &Recorder{MaxRequests: 2}
	play(r, script{get1, "<HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + strings.Repeat("k", 5000)}, inOnePiece)
	kept, _ := r.Request(1, true)
	seen := map[*byte]bool{}
	for range 20 {
		ask(r, "/", 5000)
		seen[&r.entries[len(r.entries)-1].response.body.data[0]] = true
	}
	if want := strings.Repeat("k", 5000); string(kept.Response.Body.Data) != want || string(kept.Response.Body.Raw) != want {
		t.Error("a body that was handed out has changed")
	}
	sum := 0
	for _, b := range r.spares.list {
		sum += cap(b)
	}
	if sum != r.spares.size || sum > maxSpare {
		t.Errorf("%d bytes are spare, %d are counted", sum, r.spares.size)
	}
	if len(seen) > 3 {
		t.Errorf("20 bodies, of which two are kept, took %d pieces of memory", len(seen))
	}
}
