package sniff

import (
	"strings"
	"testing"
)

// TestFeedChunked is bodies of one chunked request with another behind it.
func TestFeedChunked(t *testing.T) {
	long := strings.Repeat("x", maxChunkHead)
	for _, c := range []struct {
		name, body string
		rest       string // of body, if it is not accepted; then the next request is neither
		err        error
	}{
		{name: "empty", body: "0\r\n\r\n"},
		{name: "one chunk", body: "5\r\nhello\r\n0\r\n\r\n"},
		{name: "two chunks", body: "1\r\nh\r\n4\r\nello\r\n0\r\n\r\n"},
		{name: "hex digits", body: "1a\r\n" + strings.Repeat("x", 26) + "\r\n1B\r\n" + strings.Repeat("x", 27) + "\r\n0\r\n\r\n"},
		{name: "zeros", body: "0000000000000005\r\nhello\r\n000\r\n\r\n"},
		{name: "extensions", body: "5;a\r\nhello\r\n5;a=b;c=\"d e\"\r\nhello\r\n0;x\r\n\r\n"},
		{name: "spaced extension", body: "5; a = b\r\nhello\r\n0\r\n\r\n"},
		{name: "trailers", body: "0\r\nA: b\r\nExpires: never\r\n\r\n"},
		{name: "data like a last chunk", body: "7\r\n\r\n0\r\n\r\n\r\n0\r\n\r\n"},
		{name: "largest chunk header", body: "5;" + long[:maxChunkHead-4] + "\r\nhello\r\n0\r\n\r\n"},
		{name: "largest trailers", body: "0\r\na:" + strings.Repeat("x", maxTrailer-6) + "\r\n\r\n"},

		{name: "chunk header too large", body: "5;" + long, rest: "5;" + long, err: errChunkSize},
		{name: "chunk header too large by one", body: "5;" + long[:maxChunkHead-3] + "\r\n", rest: "5;" + long[:maxChunkHead-3] + "\r\n", err: errChunkSize},
		{name: "no size", body: "\r\n", rest: "\r\n", err: errChunk},
		{name: "only an extension", body: ";a\r\n", rest: ";a\r\n", err: errChunk},
		{name: "0x", body: "0x5\r\n", rest: "0x5\r\n", err: errChunk},
		{name: "plus", body: "+5\r\n", rest: "+5\r\n", err: errChunk},
		{name: "minus", body: "-5\r\n", rest: "-5\r\n", err: errChunk},
		{name: "space before", body: " 5\r\n", rest: " 5\r\n", err: errChunk},
		{name: "space behind", body: "5 \r\n", rest: "5 \r\n", err: errChunk},
		{name: "space before an extension", body: "5 ;a\r\n", rest: "5 ;a\r\n", err: errChunk},
		{name: "no digit", body: "g\r\n", rest: "g\r\n", err: errChunk},
		{name: "17 digits", body: "00000000000000005\r\n", rest: "00000000000000005\r\n", err: errChunk},
		{name: "past int64", body: "8000000000000000\r\n", rest: "8000000000000000\r\n", err: errChunk},
		{name: "largest size", body: "7fffffffffffffff\r\n"},
		{name: "LF only", body: "5\nhello\n0\n\n", rest: "5\nhello\n0\n\n", err: errLineEnd},
		{name: "CR in an extension", body: "5;a\rb\r\n", rest: "5;a\rb\r\n", err: errChunk},
		{name: "LF in an extension", body: "5;a\nb\r\n", rest: "5;a\nb\r\n", err: errLineEnd},
		{name: "NUL in an extension", body: "5;a\x00\r\n", rest: "5;a\x00\r\n", err: errChunk},
		{name: "longer than its size", body: "2\r\nhello\r\n", rest: "llo\r\n", err: errChunk},
		{name: "LF only after data", body: "2\r\nhi\n0\r\n\r\n", rest: "\n0\r\n\r\n", err: errLineEnd},
		{name: "CR only after data", body: "2\r\nhi\r0\r\n\r\n", rest: "\r0\r\n\r\n", err: errChunk},
		{name: "nothing after data", body: "2\r\nhi0\r\n\r\n", rest: "0\r\n\r\n", err: errChunk},

		{name: "trailers too large", body: "0\r\na:" + strings.Repeat("x", maxTrailer-5) + "\r\n\r\n", rest: "\r\n", err: errTrailerSize},
		{name: "endless trailer", body: "0\r\n" + strings.Repeat("x", maxTrailer), rest: strings.Repeat("x", maxTrailer), err: errTrailerSize},
		{name: "trailer without a colon", body: "0\r\nhello\r\n\r\n", rest: "hello\r\n\r\n", err: errTrailer},
		{name: "second trailer bad", body: "0\r\nA: b\r\n c\r\n\r\n", rest: " c\r\n\r\n", err: errTrailer},
		{name: "Host in trailers", body: "0\r\nhost: b\r\n\r\n", rest: "host: b\r\n\r\n", err: errTrailer},
		{name: "length in trailers", body: "0\r\nContent-Length: 5\r\n\r\n", rest: "Content-Length: 5\r\n\r\n", err: errTrailer},
		{name: "coding in trailers", body: "0\r\nTransfer-Encoding: x\r\n\r\n", rest: "Transfer-Encoding: x\r\n\r\n", err: errTrailer},
		{name: "LF only in trailers", body: "0\r\nA: b\n\r\n", rest: "A: b\n\r\n", err: errLineEnd},
		{name: "request in place of trailers", body: "0\r\nGET / HTTP/1.1\r\n", rest: "GET / HTTP/1.1\r\n", err: errTrailer},
	} {
		t.Run(c.name, func(t *testing.T) {
			next := get(hostB)
			in := post(hostA, chunked) + c.body + next
			o := driveAll(t, in)
			hosts, rest := "a.example b.example", ""
			switch {
			case c.err != nil:
				hosts, rest = "a.example", c.rest+next
			case o.state == inChunk: // the largest size has the next request for data
				hosts = "a.example"
			}
			if o.err != c.err || o.hosts() != hosts { //nolint:errorlint // the very one
				t.Errorf("hosts = %q, err = %v, want %q, %v", o.hosts(), o.err, hosts, c.err)
			}
			if in[o.accepted:] != rest {
				t.Errorf("not accepted: %.60q, want %.60q", in[o.accepted:], rest)
			}
		})
	}
}
