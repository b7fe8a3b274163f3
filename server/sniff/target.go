package sniff

import (
	"bytes"

	"gotunnel/tunnelcore/wire"
)

// readLine takes in the request line: three words with one space between.
func (r *request) readLine(line []byte) error {
	method, rest, _ := cut(line, ' ')
	target, version, ok := cut(rest, ' ')
	if !ok || !isToken(method) {
		return errRequestLine
	}
	minor, err := readVersion(version)
	if err != nil {
		return err
	}
	if err := r.readTarget(string(method), target); err != nil {
		return err
	}
	words := string(line[:len(method)+1+len(target)]) // one copy for both
	r.head = &Head{
		Method:  words[:len(method)],
		Target:  words[len(method)+1:],
		Proto10: minor == '0',
	}
	return nil
}

// readVersion returns the digit after "HTTP/1.".
func readVersion(v []byte) (minor byte, err error) {
	switch string(v) {
	case "HTTP/1.1", "HTTP/1.0":
		return v[len(v)-1], nil
	}
	const form = "HTTP/d.d"
	if len(v) != len(form) || string(v[:5]) != form[:5] || !isDigit(v[5]) || v[6] != '.' || !isDigit(v[7]) {
		return 0, errRequestLine
	}
	return 0, errVersion
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// readTarget checks the target, of which there are four forms, RFC 9112
// section 3.2, and takes the host from the one that has it.
func (r *request) readTarget(method string, target []byte) error {
	if method == "CONNECT" {
		return errConnect
	}
	if len(target) == 0 || !all(target, targetByte) {
		return errTarget
	}
	if string(target) == "*" && method == "OPTIONS" {
		return nil
	}
	path := target
	if target[0] != '/' {
		scheme, rest, ok := bytes.Cut(target, []byte("://"))
		if !ok || !is(scheme, "http") && !is(scheme, "https") {
			return errTarget
		}
		end := bytes.IndexAny(rest, "/?")
		if end < 0 {
			end = len(rest)
		}
		host, err := wire.CanonicalHost(string(rest[:end]))
		if err != nil {
			return errHost
		}
		r.authority, path = host, rest[end:]
	}
	return checkEscapes(path)
}

// checkEscapes refuses a '%' in the path that two hexadecimal digits do not
// follow, as net/http does on the other side. In the query a bare one is
// common and harmless.
func checkEscapes(target []byte) error {
	path, _, _ := cut(target, '?')
	for {
		i := bytes.IndexByte(path, '%')
		if i < 0 {
			return nil
		}
		path = path[i+1:]
		if len(path) < 2 {
			return errTarget
		}
		_, first := unhex(path[0])
		_, second := unhex(path[1])
		if !first || !second {
			return errTarget
		}
	}
}
