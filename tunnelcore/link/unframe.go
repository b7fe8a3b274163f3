package link

import (
	"errors"
	"io"

	"gotunnel/tunnelcore/relay"
)

// records takes a stream's data out of the records it came in. Bytes behind
// an end-of-stream mark stay for the next stream, whose they are.
type records struct {
	src   relay.Source
	cur   *relay.Buffer // received and not looked at; nil when empty
	left  int           // bytes of the data record being read
	ended bool          // the peer's end mark was read

	head  [recordHeader]byte // gathers a header that comes in pieces
	nhead int
}

// next waits for data of the current stream; io.EOF after its end mark.
func (r *records) next() (*relay.Buffer, error) {
	for !r.ended {
		if err := r.fill(); err != nil {
			return nil, broken(err)
		}
		b, err := r.unframe()
		if b != nil || err != nil {
			return b, err
		}
	}
	return nil, io.EOF
}

// fill makes sure there is something to look at. An end of the connection
// where a stream has not ended is not an end.
func (r *records) fill() (err error) {
	if r.cur != nil {
		return nil
	}
	r.cur, err = r.src.ReadBuffer()
	return err
}

// broken is err inside a stream, where the connection may not simply end.
func broken(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unframe takes the headers out of cur, closing the gaps they leave, up to an
// end mark. It returns the data, or nil if there was none.
func (r *records) unframe() (*relay.Buffer, error) {
	b := r.cur
	p := b.Bytes()
	in, first, out := 0, -1, 0
	for in < len(p) && !r.ended {
		if r.left == 0 {
			n, err := r.header(p[in:])
			if err != nil {
				return nil, err
			}
			in += n
			continue
		}
		n := min(r.left, len(p)-in)
		if first < 0 {
			first, out = in, in // the first run stays where it is
		}
		if out != in {
			copy(p[out:], p[in:in+n])
		}
		in, out, r.left = in+n, out+n, r.left-n
	}
	r.keep(p[in:])
	if first < 0 {
		b.Release()
		return nil, nil
	}
	b.Truncate(out)
	b.Consume(first)
	return b, nil
}

// keep saves what follows an end mark. This copy is rare: a server opens a
// stream only after it has read our end of the last.
func (r *records) keep(rest []byte) {
	r.cur = nil
	if len(rest) > 0 {
		r.cur = relay.Get()
		r.cur.Grow(copy(r.cur.RawSpace(), rest))
	}
}

// header takes in bytes of a header and acts on it once it is whole.
func (r *records) header(p []byte) (int, error) {
	n := copy(r.head[r.nhead:], p)
	if r.nhead += n; r.nhead < recordHeader {
		return n, nil
	}
	r.nhead = 0
	kind, length := parseHeader(r.head)
	r.left = length
	r.ended = kind == recordEnd
	return n, checkInStream(kind, length)
}

// readFull fills p with bytes between streams.
func (r *records) readFull(p []byte) error {
	for len(p) > 0 {
		if err := r.fill(); err != nil {
			return err
		}
		n := copy(p, r.cur.Bytes())
		p = p[n:]
		r.cur.Consume(n)
		if r.cur.Len() == 0 {
			r.cur.Release()
			r.cur = nil
		}
	}
	return nil
}

// empty reports whether nothing was received that is not accounted for.
func (r *records) empty() bool { return r.cur == nil && r.nhead == 0 }
