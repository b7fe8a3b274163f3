package sniff

import (
	"bytes"

	"gotunnel/tunnelcore/wire"
)

// VisitedCookie is the name of the cookie that tells that a browser was shown the
// first page of a name. Its value is of no interest.
const VisitedCookie = "__gotunnel_visited"

// Head is what one HTTP/1 request head says, as far as a server that routes it
// wants to know.
type Head struct {
	// Method and Target are as the visitor sent them. Target may hold bytes
	// from 0x80 up; it has no control characters, spaces or '#'.
	Method, Target string
	// Host is the canonical host, without port. It is never empty.
	Host string
	// Proto10 tells HTTP/1.0 from HTTP/1.1.
	Proto10 bool
	// Upgrade is that the visitor asks to switch protocols. HTTP/1.0 cannot.
	Upgrade bool
	// AcceptsHTML is that an Accept header lists text/html by name, as
	// browsers do for pages. Its parameters, q too, are not looked at.
	AcceptsHTML bool
	// Visited is that a Cookie header has [VisitedCookie].
	Visited bool
	// HasBody is that at least one more byte belongs to this request.
	HasBody bool
}

// request is a head while its lines come in.
type request struct {
	head      *Head  // nil until the request line
	authority string // canonical host of an absolute-form target

	length    uint64
	hasLength bool

	// Whether there is a Transfer-Encoding, and whether it is chunked alone.
	coded, chunked bool

	// The two halves of asking for an upgrade.
	option, protocol bool
}

// readField takes in one header line.
func (r *request) readField(line []byte) error {
	name, value, ok := cutField(line)
	if !ok {
		return errField
	}
	switch len(name) {
	case len("host"):
		if is(name, "host") {
			return r.readHost(value)
		}
	case len("accept"): // and of "cookie"
		r.readMark(name, value)
	case len("upgrade"):
		r.protocol = r.protocol || is(name, "upgrade") && len(value) > 0
	case len("connection"):
		r.option = r.option || is(name, "connection") && lists(value, "upgrade")
	case len("content-length"):
		if is(name, "content-length") {
			return r.readLength(value)
		}
	case len("transfer-encoding"):
		if is(name, "transfer-encoding") {
			r.chunked = !r.coded && is(value, "chunked")
			r.coded = true
		}
	}
	return nil
}

// readMark takes in a field of which one bit is of interest.
func (r *request) readMark(name, value []byte) {
	switch {
	case is(name, "accept"):
		r.head.AcceptsHTML = r.head.AcceptsHTML || lists(value, "text/html")
	case is(name, "cookie"):
		r.head.Visited = r.head.Visited || bytes.Contains(value, []byte(VisitedCookie+"="))
	}
}

func (r *request) readHost(value []byte) error {
	if r.head.Host != "" {
		return errHostTwice
	}
	host, err := wire.CanonicalHost(string(value))
	if err != nil {
		return errHost
	}
	r.head.Host = host
	return nil
}

// readLength takes digits and nothing else, up to what an int64 holds.
func (r *request) readLength(value []byte) error {
	if r.hasLength || len(value) == 0 {
		return errLength
	}
	r.hasLength = true
	for _, c := range value {
		if c < '0' || c > '9' || r.length > (1<<63-1-uint64(c-'0'))/10 {
			return errLength
		}
		r.length = r.length*10 + uint64(c-'0')
	}
	return nil
}

// check is what can be said only when all lines are in.
func (r *request) check() error {
	h := r.head
	switch {
	case h.Host == "":
		return errHostNone
	case r.authority != "" && r.authority != h.Host:
		return errHostDiffers
	case r.coded && h.Proto10:
		return errTE10
	case r.coded && r.hasLength:
		return errLengthAndTE
	case r.coded && !r.chunked:
		return errTE
	}
	h.HasBody = r.chunked || r.length > 0
	h.Upgrade = r.option && r.protocol && !h.Proto10 // RFC 9110 section 7.8
	return nil
}

// cutField splits a header or trailer line. A line that starts with a space, or
// has one before the colon, has no name and so is no field.
func cutField(line []byte) (name, value []byte, ok bool) {
	name, value, ok = cut(line, ':')
	ok = ok && isToken(name) && all(value, valueByte)
	return name, trim(value), ok
}

// lists reports whether a comma-separated list has word, whatever its
// parameters.
func lists(value []byte, word string) bool {
	for more := true; more; {
		var item []byte
		item, value, more = cut(value, ',')
		item, _, _ = cut(item, ';')
		if is(trim(item), word) {
			return true
		}
	}
	return false
}
