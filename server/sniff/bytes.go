package sniff

import "bytes"

// What a byte may be part of.
const (
	tokenByte  uint8 = 1 << iota // RFC 9110 section 5.6.2: methods and field names
	valueByte                    // RFC 9110 section 5.5: visible, space, tab, 0x80 and up
	targetByte                   // visible but '#', which ends a URL, and 0x80 and up
)

var classes = func() (t [256]uint8) {
	for c := range t {
		if c >= ' ' && c != 0x7f || c == '\t' {
			t[c] |= valueByte
		}
		if c > ' ' && c != 0x7f && c != '#' {
			t[c] |= targetByte
		}
		if '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' {
			t[c] |= tokenByte
		}
	}
	for _, c := range []byte("!#$%&'*+-.^_`|~") {
		t[c] |= tokenByte
	}
	return t
}()

// all reports whether every byte of b is of the class.
func all(b []byte, class uint8) bool {
	for _, c := range b {
		if classes[c]&class == 0 {
			return false
		}
	}
	return true
}

// isToken reports whether b is a token; the empty one is none.
func isToken(b []byte) bool { return len(b) > 0 && all(b, tokenByte) }

// is reports whether b is word, which is in lower case, in any ASCII case.
// bytes.EqualFold would also take the Kelvin sign for a k.
func is(b []byte, word string) bool {
	if len(b) != len(word) {
		return false
	}
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}

// cut is bytes.Cut around one byte, without its allocation for the separator.
func cut(b []byte, sep byte) (before, after []byte, found bool) {
	if i := bytes.IndexByte(b, sep); i >= 0 {
		return b[:i], b[i+1:], true
	}
	return b, nil, false
}

// trim drops the spaces and tabs around b.
func trim(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}

// unhex is the value of a hexadecimal digit, or false.
func unhex(c byte) (uint64, bool) {
	switch {
	case '0' <= c && c <= '9':
		return uint64(c - '0'), true
	case 'a' <= c && c <= 'f':
		return uint64(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return uint64(c-'A') + 10, true
	}
	return 0, false
}
