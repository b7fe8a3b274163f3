package sniff

import "bytes"

// MaxHead is the largest request head, in bytes: the request line and the
// header fields, with the empty line that ends them. It is what Node.js takes
// by default, so many an upstream has the same limit.
const MaxHead = 16 << 10

// A Framer checks what a visitor sends on one HTTP/1 connection, request by
// request. The zero value is ready. It does no I/O, keeps no reference to the
// bytes it is shown, and is for one goroutine at a time.
//
// It is stricter than the standard where programs disagree about where a
// request ends or whose it is: lines end in CRLF only, there is exactly one
// Host, no folded lines, no empty line before a request, one Content-Length
// or "Transfer-Encoding: chunked" but never both.
type Framer struct {
	state state
	err   error // what was refused; nothing goes through after it

	// An incomplete head or line is shown again with more bytes. start is
	// where its current line begins, seen how much of that has no LF in it.
	start, seen int

	req  request
	left uint64 // bytes left of the body, the chunk, or the trailers' limit
}

// state is what the next byte belongs to.
type state uint8

const (
	inHead state = iota
	inLength
	inChunkHead
	inChunk
	inChunkEnd
	inTrailer
	unchecked // after an upgrade
)

// Feed checks the start of b and returns how many bytes of it may go through:
//
//   - one whole request head, and what it says. The Head is the caller's;
//   - with a nil head, a piece of the body of the request before, or whatever
//     comes after an upgrade: then n is always len(b);
//   - 0 and no error: b ends inside a head, a chunk's header or a trailer.
//     Come again with the same bytes and more: [MaxHead] bytes are never too
//     few to get on.
//
// A body never comes together with the head after it. The error is always a
// [RequestError], n is then 0, and every later call returns the same. What it
// accepts does not depend on how the bytes are cut into pieces.
func (f *Framer) Feed(b []byte) (n int, head *Head, err error) {
	if f.err != nil {
		return 0, nil, f.err
	}
	if f.state == inHead {
		n, head, f.err = f.feedHead(b)
		return n, head, f.err
	}
	for n < len(b) && f.state != inHead && f.err == nil {
		var took int
		took, f.err = f.feedBody(b[n:])
		if took == 0 {
			break
		}
		n += took
	}
	if n > 0 {
		return n, nil, nil // an error is for the next call
	}
	return 0, nil, f.err
}

func (f *Framer) feedHead(b []byte) (int, *Head, error) {
	for {
		line, n, err := f.line(b[f.start:], MaxHead-f.start, errHeadSize)
		if n == 0 {
			return 0, nil, err
		}
		f.start += n
		switch {
		case f.req.head == nil:
			err = f.req.readLine(line)
		case len(line) > 0:
			err = f.req.readField(line)
		default:
			return f.endHead()
		}
		if err != nil {
			return 0, nil, err
		}
	}
}

// endHead turns to what follows the head that ends at f.start.
func (f *Framer) endHead() (int, *Head, error) {
	if err := f.req.check(); err != nil {
		return 0, nil, err
	}
	n, head := f.start, f.req.head
	f.start = 0
	switch {
	case f.req.chunked:
		f.state = inChunkHead
	case f.req.length > 0:
		f.state, f.left = inLength, f.req.length
	default:
		f.endBody()
	}
	return n, head, nil
}

// endBody turns to the next request. After one that asks for an upgrade there
// is none to be told from what the upgrade brings: WebSocket frames, or HTTP/2
// after "Upgrade: h2c". The latter is known as a way to smuggle requests past
// a proxy, and so would be an upgrade that the upstream declines. It gets them
// nowhere else: the caller keeps what is unchecked on the tunnel of this
// request. That holds only while the connection is one visitor's. Where a
// proxy in front shares it among many, the caller must not go on after an
// upgrade request that is not answered with 101.
func (f *Framer) endBody() {
	f.state = inHead
	if f.req.head.Upgrade {
		f.state = unchecked
	}
	f.req = request{}
}

// line returns the line at the start of b without its CRLF, and its length with
// it. The length is 0 if there is none yet, or if it would exceed limit, which
// is the error tooLong.
func (f *Framer) line(b []byte, limit int, tooLong error) (line []byte, n int, err error) {
	i := bytes.IndexByte(b[f.seen:min(len(b), limit)], '\n')
	switch {
	case i >= 0:
		i += f.seen
	case len(b) < limit:
		f.seen = len(b)
		return nil, 0, nil
	default:
		return nil, 0, tooLong
	}
	f.seen = 0
	if i == 0 || b[i-1] != '\r' {
		return nil, 0, errLineEnd
	}
	return b[:i-1], i + 1, nil
}
