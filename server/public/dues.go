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
// that a server that stops knows whom to wait for, and its journal what to log. It
// looks at answers only as closely as that takes: where it can't follow it says,
// from then on, that something is due.
type dues struct {
	asked, answered atomic.Int64
	begun           atomic.Bool // an answer is on its way, and not all of it
	lost            atomic.Bool
	headOnly        atomic.Bool // the last request was HEAD

	journal *journal // set before relaying; nil without an access log

	// For the goroutine that passes answers on.
	part            []byte // of a head
	inBody, chunked bool
	left            int64 // bytes, of a body that is not chunked
	chunks          chunks
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
	d.journal.ask(h)
	if h.Upgrade {
		d.lose()
	}
	d.headOnly.Store(h.Method == http.MethodHead)
	d.asked.Add(1)
}

// lose gives up following.
func (d *dues) lose() {
	d.lost.Store(true)
	d.journal.lose()
}

// settle takes note of an answer's end.
func (d *dues) settle() {
	d.inBody = false
	d.answered.Add(1)
	d.journal.answered()
}

// answer takes note of bytes that the app sent.
func (d *dues) answer(p []byte) {
	d.begun.Store(true)
	defer func() { d.begun.Store(d.inBody || len(d.part) > 0) }()
	for len(p) > 0 && !d.lost.Load() {
		var n int
		if d.inBody {
			n = d.body(p)
		} else {
			n = d.head(p)
		}
		p = p[n:]
	}
	if len(p) > 0 {
		d.journal.rest(p)
	}
}

// mostHead is the longest head of an answer that is followed: what many programs
// take at most.
const mostHead = 16 << 10

// head reads an answer's head, or the part of it that there is, and returns how
// many bytes of p are its. With requests sent ahead it is not known whose answer
// it is.
func (d *dues) head(p []byte) (n int) {
	had := len(d.part)
	d.part = append(d.part, p...)
	head, rest, whole := bytes.Cut(d.part, []byte("\r\n\r\n"))
	n = len(p) - len(rest)
	code := statusOf(head)
	switch {
	case d.asked.Load()-d.answered.Load() != 1, had+n > mostHead, whole && code == 0:
		d.part = nil
		d.lose()
		return 0
	case !whole:
		d.journal.down(n)
		return n
	}
	d.part = nil
	d.journal.down(n)
	d.journal.status(code)
	d.headed(code, string(head))
	return n
}

// headed sees what follows a head.
func (d *dues) headed(code int, fields string) {
	switch {
	case code == http.StatusSwitchingProtocols:
		d.lose()
	case code < 200: // the answer itself is still to come
	case code == http.StatusNoContent, code == http.StatusNotModified, d.headOnly.Load():
		d.settle()
	default:
		d.begin(fields)
	}
}

// statusOf is the status of an answer that begins with p, or 0.
func statusOf(p []byte) int {
	const before = len("HTTP/1.1 ")
	if len(p) < before+3 || !bytes.HasPrefix(p, []byte("HTTP/1.")) {
		return 0
	}
	code, err := strconv.Atoi(string(p[before : before+3]))
	if err != nil || code < 100 {
		return 0
	}
	return code
}

// begin sees how long the body is.
func (d *dues) begin(fields string) {
	length := ""
	for field := range strings.SplitSeq(fields, "\r\n") {
		name, value, _ := strings.Cut(field, ":")
		switch {
		case strings.EqualFold(name, "Content-Length"):
			length = strings.TrimSpace(value)
		case strings.EqualFold(name, "Transfer-Encoding"):
			d.inBody, d.chunked, d.chunks = true, true, chunks{}
			return
		}
	}
	left, err := strconv.ParseInt(length, 10, 64)
	switch {
	case err != nil || left < 0:
		d.lose() // its end is the connection's
	case left == 0:
		d.settle()
	default:
		d.inBody, d.chunked, d.left = true, false, left
	}
}

// body reads a body and returns how many bytes of p are its.
func (d *dues) body(p []byte) (n int) {
	var whole bool
	ok := true
	if d.chunked {
		n, whole, ok = d.chunks.feed(p)
	} else {
		n = int(min(d.left, int64(len(p))))
		d.left -= int64(n)
		whole = d.left == 0
	}
	if !ok {
		d.lose()
		return 0
	}
	d.journal.down(n)
	if whole {
		d.settle()
	}
	return n
}
