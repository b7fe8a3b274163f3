package e2e

import (
	"fmt"
	"strings"
)

// The families of cases carry the numbers that they have in the Autobahn suite.

func framing() (cases []wsCase) {
	for i, n := range []int{0, 125, 126, 127, 128, 65535, 65536} {
		for j, kind := range []byte{text, binaries} {
			name := fmt.Sprintf("1.%d.%d, %d bytes", j+1, i+1, n)
			cases = append(cases, wsCase{name: name, send: frame(last|kind, strings.Repeat("*", n)) + bye, close: 1000})
		}
	}
	return append(cases,
		wsCase{name: "1.1.8, chopped", send: frame(last|text, strings.Repeat("*", 65536)) + bye, close: 1000, chop: 997},
		wsCase{name: "without a mask", send: "\x81\x05Hello", close: 1002},
	)
}

func pings() []wsCase {
	hello, long := frame(last|ping, "Hello"), strings.Repeat("\xfe", 125)
	return []wsCase{
		{name: "2.1, empty", send: frame(last|ping, "") + bye, close: 1000},
		{name: "2.2, text", send: hello + bye, close: 1000},
		{name: "2.3, no text", send: frame(last|ping, "\x00\xff\xfe\xfd\xfc\xfb\x00\xff") + bye, close: 1000},
		{name: "2.4, 125 bytes", send: frame(last|ping, long) + bye, close: 1000},
		{name: "2.5, 126 bytes", send: frame(last|ping, long+"x") + bye, close: 1002},
		{name: "2.6, byte by byte", send: frame(last|ping, long) + bye, close: 1000, chop: 1},
		{name: "2.7, a pong", send: frame(last|pong, "") + bye, close: 1000},
		{name: "2.8, a pong with text", send: frame(last|pong, "unasked") + bye, close: 1000},
		{name: "2.9, a pong and a ping", send: frame(last|pong, "unasked") + hello + bye, close: 1000},
		{name: "2.10, ten", send: strings.Repeat(hello, 10) + bye, close: 1000},
		{name: "2.11, ten, byte by byte", send: strings.Repeat(hello, 10) + bye, close: 1000, chop: 1},
	}
}

func reservedBits() (cases []wsCase) {
	hello := frame(last|text, "Hello")
	for bits := range byte(7) {
		bits++
		for kind, name := range map[byte]string{text: "text", binaries: "binary", ping: "ping", closing: "close"} {
			cases = append(cases, wsCase{
				name: fmt.Sprintf("3.%d, %s", bits, name), close: 1002,
				send: hello + frame(last|bits<<4|kind, "") + frame(last|ping, ""),
			})
		}
	}
	return cases
}

func unknownKinds() (cases []wsCase) {
	hello := frame(last|text, "Hello")
	for _, kind := range []byte{3, 4, 5, 6, 7, 11, 12, 13, 14, 15} {
		cases = append(
			cases,
			wsCase{name: fmt.Sprintf("4, kind %d", kind), send: hello + frame(last|kind, "") + frame(last|ping, ""), close: 1002},
			wsCase{name: fmt.Sprintf("4, kind %d with text", kind), send: hello + frame(last|kind, "reserved") + frame(last|ping, ""), close: 1002},
		)
	}
	return cases
}

func fragments() []wsCase {
	begin, middle, end := frame(text, "fragment1"), frame(more, "fragment2"), frame(last|more, "fragment3")
	between := frame(last|ping, "between")
	return []wsCase{
		{name: "5.1, a ping", send: frame(ping, "frag") + frame(last|more, "ment"), close: 1002},
		{name: "5.2, a pong", send: frame(pong, "frag") + frame(last|more, "ment"), close: 1002},
		{name: "5.3, two", send: begin + end + bye, close: 1000},
		{name: "5.5, two, byte by byte", send: begin + end + bye, close: 1000, chop: 1},
		{name: "5.6, a ping between", send: begin + between + end + bye, close: 1000},
		{name: "5.8, a ping between, byte by byte", send: begin + between + end + bye, close: 1000, chop: 1},
		{name: "5.9, none begun", send: end + frame(last|text, "Hello"), close: 1002},
		{name: "5.12, none begun, and not the last", send: middle + frame(last|text, "Hello"), close: 1002},
		{name: "5.15, one after the end", send: begin + end + middle + frame(text, "x"), close: 1002},
		{name: "5.18, another message", send: begin + frame(last|text, "fragment2"), close: 1002},
		{name: "5.19, pings between", send: begin + middle + between + middle + middle + between + end + bye, close: 1000},
		{name: "5.20, pings between, chopped", send: begin + middle + between + middle + middle + between + end + bye, close: 1000, chop: 3},
		{name: "6.1.1, an empty message", send: frame(last|text, "") + bye, close: 1000},
		{name: "6.1.2, of three empty ones", send: frame(text, "") + frame(more, "") + frame(last|more, "") + bye, close: 1000},
		{name: "6.1.3, of which one is not", send: frame(text, "") + frame(more, "middle") + frame(last|more, "") + bye, close: 1000},
	}
}

func utf8() (cases []wsCase) {
	const word = "κόσμε"
	cases = []wsCase{
		{name: "6.2.1, in one", send: frame(last|text, "Hello-µ@ßöäüàá-UTF-8!!") + bye, close: 1000},
		{name: "6.2.2, between letters", send: frame(text, "Hello-µ@ß") + frame(last|more, "öäüàá-UTF-8!!") + bye, close: 1000},
		{name: "6.2.3, byte by byte", send: in(1, text, "Hello-µ@ßöäüàá-UTF-8!!") + bye, close: 1000},
		{name: "6.2.4, byte by byte", send: in(1, text, word) + bye, close: 1000},
		{name: "6.3.1, a surrogate", send: frame(last|text, word+"\xed\xa0\x80edited"), close: 1007},
		{name: "6.3.2, a surrogate, byte by byte", send: in(1, text, word+"\xed\xa0\x80edited"), close: 1007},
		{name: "6.4.1, in the second part", send: frame(text, word) + frame(more, "\xf4\x90\x80\x80") + frame(last|more, "edited"), close: 1007},
	}
	for _, good := range []string{
		word, "\x00", "\u0080", "\u0800", "\U00010000", "\x7f", "\u07ff", "\uffff", "\U0010ffff",
		"\ud7ff", "\ue000", "\ufffd", "\ufffe", "\U0001fffe", "\U000ffffe",
	} {
		cases = append(cases, wsCase{name: fmt.Sprintf("6.6, %+q", good), send: frame(last|text, good) + bye, close: 1000})
	}
	for _, bad := range []string{
		"\xce", "\xce\xba\xe1", "\xce\xba\xe1\xbd", "\xf8\x88\x80\x80\x80", "\xfc\x84\x80\x80\x80\x80", "\xf7\xbf\xbf\xbf",
		"\x80", "\xbf", "\x80\xbf\x80", "\xc0 ", "\xe0 ", "\xf0 ", "\xfe", "\xff", "\xfe\xff", "\xc0\xaf", "\xe0\x80\xaf",
		"\xf0\x80\x80\xaf", "\xc1\xbf", "\xe0\x9f\xbf", "\xf0\x8f\xbf\xbf", "\xc0\x80", "\xed\xa0\x80", "\xed\xbf\xbf", "\xed\xa0\x80\xed\xb0\x80",
	} {
		cases = append(cases, wsCase{name: fmt.Sprintf("6.8, %+q", bad), send: frame(last|text, bad), close: 1007})
	}
	return cases
}

func closes() (cases []wsCase) {
	hello := frame(last|text, "Hello")
	cases = []wsCase{
		{name: "7.1.1, after a message", send: hello + bye, close: 1000},
		{name: "7.1.2, twice", send: bye + bye, close: 1000},
		{name: "7.1.3, then a ping", send: bye + frame(last|ping, ""), close: 1000},
		{name: "7.1.4, then a message", send: bye + hello, close: 1000},
		{name: "7.1.5, in a message", send: frame(text, "frag") + bye + frame(last|more, "ment"), close: 1000},
		{name: "7.1.6, behind a large one", send: frame(last|text, strings.Repeat("BAsd7&jh23", 26<<10)) + hello + bye, close: 1000},
		{name: "7.3.1, no code", send: frame(last|closing, "")},
		{name: "7.3.2, half a code", send: frame(last|closing, "a"), close: 1002},
		{name: "7.3.4, a reason", send: frame(last|closing, code(1000, "Hello World!")), close: 1000},
		{name: "7.3.5, 123 bytes of reason", send: frame(last|closing, code(1000, strings.Repeat("*", 123))), close: 1000},
		{name: "7.3.6, 124 bytes of reason", send: frame(last|closing, code(1000, strings.Repeat("*", 124))), close: 1002},
		{name: "7.5.1, no text", send: frame(last|closing, code(1000, "\xce\xba\xed\xa0\x80")), close: 1007},
	}
	for _, n := range []int{1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999} {
		cases = append(cases, wsCase{name: fmt.Sprintf("7.7, %d", n), send: frame(last|closing, code(n, "")), close: n})
	}
	for _, n := range []int{0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65535} {
		cases = append(cases, wsCase{name: fmt.Sprintf("7.9, %d", n), send: frame(last|closing, code(n, "")), close: 1002})
	}
	return cases
}

func sizes() (cases []wsCase) {
	const most = 4 << 20
	for _, kind := range []byte{text, binaries} {
		for _, n := range []int{64 << 10, 256 << 10, 1 << 20, most} {
			name := fmt.Sprintf("9.%d, %d KiB", kind, n>>10)
			cases = append(cases, wsCase{name: name, send: frame(last|kind, strings.Repeat("*", n)) + bye, close: 1000})
		}
		for _, n := range []int{64, 4 << 10, 256 << 10} {
			name := fmt.Sprintf("9.%d, %d bytes a frame", kind+2, n)
			cases = append(cases, wsCase{name: name, send: in(n, kind, strings.Repeat("*", most>>4)) + bye, close: 1000})
		}
		for _, n := range []int{64, 2 << 10} {
			name := fmt.Sprintf("9.%d, %d bytes a write", kind+4, n)
			cases = append(cases, wsCase{name: name, send: frame(last|kind, strings.Repeat("*", most>>4)) + bye, close: 1000, chop: n})
		}
		for _, n := range []int{0, 64, 4 << 10} {
			name := fmt.Sprintf("9.%d, 1000 of %d bytes", kind+6, n)
			cases = append(cases, wsCase{name: name, send: strings.Repeat(frame(last|kind, strings.Repeat("*", n)), 1000) + bye, close: 1000})
		}
	}
	return cases
}

func compressions() (cases []wsCase) {
	for _, offer := range []string{
		"permessage-deflate", "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
		"permessage-deflate; server_max_window_bits=9",
	} {
		for _, n := range []int{1, 100, 10_000} {
			var send strings.Builder
			for i := range 20 {
				send.WriteString(frame(last|compressed|text, deflated(strings.Repeat(fmt.Sprintf(`{"n":%d}`, i), n))))
			}
			cases = append(cases, wsCase{name: fmt.Sprintf("12, %d, %s", n, offer), send: send.String() + bye, close: 1000, offer: offer})
		}
	}
	const offer = "permessage-deflate"
	message := deflated(strings.Repeat("Hello", 10_000))
	return append(
		cases,
		wsCase{name: "12, in frames", send: in(16, compressed|text, message) + bye, close: 1000, offer: offer},
		wsCase{name: "12, a ping between", send: frame(compressed|text, message[:9]) + frame(last|ping, "") + frame(last|more, message[9:]) + bye, close: 1000, offer: offer},
		wsCase{name: "12, as it is", send: frame(last|text, "Hello") + bye, close: 1000, offer: offer},
		wsCase{name: "12, no data of that kind", send: frame(last|compressed|text, "\xff\xff\xff"), close: 1007, offer: offer},
		wsCase{name: "12, a compressed ping", send: frame(last|compressed|ping, ""), close: 1002, offer: offer},
		wsCase{name: "12, nobody offered", send: frame(last|compressed|text, message), close: 1002},
	)
}

// ends are those of the connection, without the protocol's own.
func ends() []wsCase {
	return []wsCase{
		{name: "the client's direction", send: frame(last|text, "Hello"), leave: true},
		{name: "the client's direction, in a frame", send: frame(last|text, "Hello")[:8], leave: true},
		{name: "the server breaks off", send: frame(last|text, "Hello") + frame(last|text, "break off")},
		{name: "the server breaks off hard", send: frame(last|text, "reset")},
	}
}
