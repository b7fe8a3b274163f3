package sniff

import (
	"strings"
	"testing"
)

// get and post are requests for the tables: everything but the fields.
func get(fields ...string) string  { return lines("GET / HTTP/1.1", fields) }
func post(fields ...string) string { return lines("POST / HTTP/1.1", fields) }

func lines(first string, fields []string) string {
	return first + "\r\n" + strings.Join(append(fields, "", ""), "\r\n")
}

// headOf is a good head of size bytes.
func headOf(size int) string {
	const start, end = "GET / HTTP/1.1\r\nHost: a.example\r\nX: ", "\r\n\r\n"
	return start + strings.Repeat("x", size-len(start)-len(end)) + end
}

const (
	hostA   = "Host: a.example"
	hostB   = "Host: b.example"
	chunked = "Transfer-Encoding: chunked"
)

// connections are the cases of TestFeedConnection.
var connections = []struct {
	name, in string
	hosts    string // of the heads that are accepted
	rest     string // of in, that is not accepted
	err      error
}{
	{name: "nothing"},
	{name: "one request", in: get(hostA), hosts: "a.example"},
	{name: "half a request line", in: "GET /ind", rest: "GET /ind"},
	{name: "head without its end", in: get(hostA)[:len(get(hostA))-1], rest: get(hostA)[:len(get(hostA))-1]},
	{name: "two pipelined", in: get(hostA) + get(hostA), hosts: "a.example a.example"},
	{name: "pipelined to another host", in: get(hostA) + get(hostB), hosts: "a.example b.example"},
	{name: "second incomplete", in: get(hostA) + "GET / H", hosts: "a.example", rest: "GET / H"},
	{name: "second refused", in: get(hostA) + get(), hosts: "a.example", rest: get(), err: errHostNone},
	{
		name: "after a body", in: post(hostA, "Content-Length: 5") + "hello" + get(hostB),
		hosts: "a.example b.example",
	},
	{name: "half a body", in: post(hostA, "Content-Length: 5") + "hel", hosts: "a.example"},
	{
		name: "body that looks like a request", in: post(hostA, "Content-Length: 37") + get("Host: hidden.example")[:37] + get(hostB),
		hosts: "a.example b.example",
	},
	{
		name: "longer than its Content-Length", in: post(hostA, "Content-Length: 3") + "hello, " + get(hostB),
		hosts: "a.example", rest: "lo, " + get(hostB), err: errRequestLine,
	},
	{name: "Content-Length 0", in: post(hostA, "Content-Length: 0") + get(hostB), hosts: "a.example b.example"},
	{name: "GET with a body", in: get(hostA, "Content-Length: 2") + "hi" + get(hostB), hosts: "a.example b.example"},
	{name: "HEAD with a body", in: lines("HEAD / HTTP/1.1", []string{hostA, "Content-Length: 2"}) + "hi" + get(hostB), hosts: "a.example b.example"},
	{name: "after chunks", in: post(hostA, chunked) + "2\r\nhi\r\n0\r\n\r\n" + get(hostB), hosts: "a.example b.example"},
	{
		name: "refused chunk after a good one", in: post(hostA, chunked) + "2\r\nhi\r\nx\r\n",
		hosts: "a.example", rest: "x\r\n", err: errChunk,
	},
	{
		name: "CRLF after a body", in: post(hostA, "Content-Length: 2") + "hi\r\n" + get(hostB),
		hosts: "a.example", rest: "\r\n" + get(hostB), err: errRequestLine,
	},
	{name: "WebSocket", in: get(hostA, "Connection: Upgrade", "Upgrade: websocket") + "\x81\x05hello\x00\n", hosts: "a.example"},
	{
		name: "upgrade, then something like a request", in: get(hostA, "Connection: Upgrade", "Upgrade: h2c") + get(hostB),
		hosts: "a.example",
	},
	{
		name: "body, then upgrade", in: post(hostA, "Connection: Upgrade", "Upgrade: h2c", "Content-Length: 2") + "hi\x00\x00",
		hosts: "a.example",
	},
	{
		name: "refused body before an upgrade", in: post(hostA, "Connection: Upgrade", "Upgrade: h2c", chunked) + "x\r\n",
		hosts: "a.example", rest: "x\r\n", err: errChunk,
	},
	{
		name: "Upgrade without Connection", in: get(hostA, "Upgrade: websocket") + "\x81\x05hello\n",
		hosts: "a.example", rest: "\x81\x05hello\n", err: errLineEnd,
	},
	{
		name: "upgrade in HTTP/1.0", in: lines("GET / HTTP/1.0", []string{hostA, "Connection: upgrade", "Upgrade: x"}) + get(hostB),
		hosts: "a.example b.example",
	},
	{name: "HTTP/2 without asking", in: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", rest: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", err: errVersion},
	{name: "Expect", in: post(hostA, "Expect: 100-continue", "Content-Length: 2") + "hi", hosts: "a.example"},
	{name: "head of 16 KiB", in: headOf(MaxHead), hosts: "a.example"},
	{name: "head of 16 KiB and a byte", in: headOf(MaxHead + 1), rest: headOf(MaxHead + 1), err: errHeadSize},
	{name: "two heads of 16 KiB", in: headOf(MaxHead) + headOf(MaxHead), hosts: "a.example a.example"},
	{name: "many fields", in: get(hostA, strings.Repeat("a:\r\n", MaxHead/4-10)+"b:"), hosts: "a.example"},
	{
		name: "too many fields", in: get(hostA, strings.Repeat("a:\r\n", MaxHead/4)+"b:"),
		rest: get(hostA, strings.Repeat("a:\r\n", MaxHead/4)+"b:"), err: errHeadSize,
	},
	{name: "endless line", in: strings.Repeat("x", MaxHead), rest: strings.Repeat("x", MaxHead), err: errHeadSize},
	{name: "nearly endless line", in: strings.Repeat("x", MaxHead-1), rest: strings.Repeat("x", MaxHead-1)},
}

// TestFeedConnection is whole connections: whose requests they hold, and what
// is left when a request is incomplete or refused.
func TestFeedConnection(t *testing.T) {
	for _, c := range connections {
		t.Run(c.name, func(t *testing.T) {
			o := driveAll(t, c.in)
			if o.hosts() != c.hosts || o.err != c.err { //nolint:errorlint // the very one
				t.Errorf("hosts = %q, err = %v, want %q, %v", o.hosts(), o.err, c.hosts, c.err)
			}
			if rest := c.in[o.accepted:]; rest != c.rest {
				t.Errorf("not accepted: %.60q, want %.60q", rest, c.rest)
			}
		})
	}
}

// TestFeedScansOnce guards the cost of a visitor who sends byte by byte.
func TestFeedScansOnce(t *testing.T) {
	var f Framer
	head := []byte(headOf(MaxHead))
	for n := range len(head) {
		if took, _, err := f.Feed(head[:n]); took != 0 || err != nil {
			t.Fatal(took, err)
		}
		if f.start+f.seen != n {
			t.Fatalf("after %d bytes: would start again at %d", n, f.start+f.seen)
		}
	}
}

func TestFeedGivesBodiesWhole(t *testing.T) {
	var f Framer
	head := post(hostA, chunked)
	body := strings.Repeat("2\r\nhi\r\n", 100) + "0\r\nA: b\r\n\r\n"
	in := []byte(head + body + get(hostB))
	n, _, err := f.Feed(in)
	if n != len(head) || err != nil {
		t.Fatal(n, err)
	}
	// One write for the caller, not one a chunk, and none of the next head.
	if n, head, err := f.Feed(in[n:]); n != len(body) || head != nil || err != nil {
		t.Errorf("Feed = %d, %v, %v, want %d", n, head, err, len(body))
	}
}
