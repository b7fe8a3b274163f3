package public

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"

	"gotunnel/server/sniff"
)

// dues tells whether every request on a connection has had its whole answer, so
// that a server that stops knows whom to wait for. It looks at answers only as
// closely as that takes: where it can't follow it says, from then on, that
// something is due.
type dues struct {
	asked, answered atomic.Int64
	begun           atomic.Bool // an answer is on its way, and not all of it
	lost            atomic.Bool
	headOnly        atomic.Bool // the last request was HEAD

	// For the goroutine that passes answers on.
	inBody, chunked bool
	left            int64 // bytes, of a body that is not chunked
}

// none reports whether no answer is due.
func (d *dues) none() bool {
	return !d.lost.Load() && d.asked.Load() == d.answered.Load()
}

// untouched reports whether one answer is due of which nothing has been sent,
// so that another can take its place.
func (d *dues) untouched() bool {
	return !d.lost.Load() && !d.begun.Load() && d.asked.Load()-d.answered.Load() == 1
}

// ask takes note of a request that goes through.
func (d *dues) ask(h *sniff.Head) {
	if h.Upgrade {
		d.lost.Store(true)
	}
	d.headOnly.Store(h.Method == http.MethodHead)
	d.asked.Add(1)
}

// answer takes note of bytes that the app sent.
func (d *dues) answer(p []byte) {
	d.begun.Store(true)
	defer func() { d.begun.Store(d.inBody) }()
	for len(p) > 0 && !d.lost.Load() {
		if d.inBody {
			d.body(p)
			return
		}
		p = d.head(p)
	}
}

// head reads an answer's head, which must be in one piece, and returns what
// follows it. With requests sent ahead it is not known whose answer it is.
func (d *dues) head(p []byte) (rest []byte) {
	head, rest, whole := bytes.Cut(p, []byte("\r\n\r\n"))
	const status = len("HTTP/1.1 ")
	if !whole || len(head) < status+3 || d.asked.Load()-d.answered.Load() != 1 {
		d.lost.Store(true)
		return nil
	}
	code := string(head[status : status+3])
	switch fields := string(head[status:]); {
	case code == "101":
		d.lost.Store(true)
	case code[0] == '1': // the answer itself is still to come
	case code == "204", code == "304", d.headOnly.Load():
		d.answered.Add(1)
	default:
		d.begin(fields, rest)
	}
	return rest
}

// begin sees how long the body is.
func (d *dues) begin(fields string, rest []byte) {
	var err error
	length := ""
	for field := range strings.SplitSeq(fields, "\r\n") {
		name, value, _ := strings.Cut(field, ":")
		switch {
		case strings.EqualFold(name, "Content-Length"):
			length = strings.TrimSpace(value)
		case strings.EqualFold(name, "Transfer-Encoding"):
			d.inBody, d.chunked = true, true
			return
		}
	}
	if d.left, err = strconv.ParseInt(length, 10, 64); err != nil {
		d.lost.Store(true) // its end is the connection's
		return
	}
	d.inBody, d.chunked = true, false
	if len(rest) == 0 {
		d.body(nil)
	}
}

var lastChunk = []byte("\r\n0\r\n\r\n")

// body counts the body down. A chunked one is over when it looks like it: to
// be wrong costs an answer only if the server stops at that very moment.
func (d *dues) body(p []byte) {
	d.left -= int64(len(p))
	switch {
	case d.chunked && bytes.HasSuffix(p, lastChunk), !d.chunked && d.left == 0:
		d.inBody = false
		d.answered.Add(1)
	case !d.chunked && d.left < 0:
		d.lost.Store(true)
	}
}
