package inspect

import (
	"bytes"
	"errors"
)

// maxHead is the longest head, trailer or chunk line that is recorded, in
// bytes. The server lets heads of 16 KiB through; answers have no such bound.
const maxHead = 64 << 10

// Why a connection can't be recorded any further.
var (
	errNotHTTP  = errors.New("what passed on this connection is not proper HTTP/1")
	errLongHead = errors.New("the head is too long to record")
	errBehind   = errors.New("more passed at once than could be recorded")
)

// sink takes what a stream finds, in order.
type sink interface {
	// head is told of a whole head and says what follows. raw is valid only
	// during the call.
	head(raw []byte) (framing, error)
	// body gets a part of the body, valid only during the call.
	body(p []byte)
	// gap is told that n bytes of the body passed unseen.
	gap(n int64)
	// end is told that the message is complete.
	end(trailer []Field)
}

// phase is what the next byte of a stream belongs to.
type phase int

const (
	inHead phase = iota
	inSized
	inChunkLine
	inChunk
	inChunkEnd
	inTrailer
	inRaw  // a body that ends with the connection, or another protocol
	inHold // nobody knows yet whether HTTP goes on
)

// stream cuts one direction of a connection into messages, as the bytes come.
// It holds no more than maxHead and one piece.
type stream struct {
	sink   sink
	phase  phase
	left   int64  // of a body of known size, or of a chunk
	line   []byte // the beginning of a head or line, or what is on hold
	offset int64  // bytes taken
}

// feed takes all of p.
func (s *stream) feed(p []byte) error {
	s.offset += int64(len(p))
	for len(p) > 0 {
		n, err := s.step(p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

// step takes the first n bytes of p, at least one.
func (s *stream) step(p []byte) (n int, err error) {
	switch s.phase {
	case inSized, inChunk:
		n = int(min(s.left, int64(len(p))))
		s.sink.body(p[:n])
		s.advance(int64(n))
		return n, nil
	case inRaw:
		s.sink.body(p)
		return len(p), nil
	case inHold:
		if len(s.line)+len(p) > maxHead {
			return 0, errLongHead
		}
		s.line = append(s.line, p...)
		return len(p), nil
	case inChunkLine, inChunkEnd:
		return s.whole(p, endOfLine, s.chunkLine)
	case inTrailer:
		return s.whole(p, endOfTrailer, s.trailer)
	default:
		return s.whole(p, endOfHead, s.head)
	}
}

// skip takes n bytes that nobody saw. That is an error where they were more
// than body.
func (s *stream) skip(n int64) error {
	s.offset += n
	switch s.phase {
	case inSized, inChunk:
		if n > s.left {
			return errBehind
		}
		s.sink.gap(n)
		s.advance(n)
		return nil
	case inRaw:
		s.sink.gap(n)
		return nil
	default:
		return errBehind
	}
}

// advance counts n bytes of a body or chunk.
func (s *stream) advance(n int64) {
	s.left -= n
	switch {
	case s.left > 0:
	case s.phase == inChunk:
		s.phase = inChunkEnd
	default:
		s.done(nil)
	}
}

// done ends the message. The sink may change the phase that follows.
func (s *stream) done(trailer []Field) {
	s.phase = inHead
	s.sink.end(trailer)
}

// whole collects bytes until end finds where they are complete, and gives them
// to use.
func (s *stream) whole(p []byte, end func([]byte, int) int, use func([]byte) error) (n int, err error) {
	have := len(s.line)
	all := p
	if have > 0 {
		s.line = append(s.line, p...)
		all = s.line
	}
	i := end(all, max(0, have-2)) // an end of three bytes may have begun before p
	if max(i, 0) > maxHead || i < 0 && len(all) > maxHead {
		return 0, errLongHead
	}
	if i < 0 {
		if have == 0 {
			s.line = append(s.line, p...)
		}
		return len(p), nil
	}
	s.line = s.line[:0]
	return i - have, use(all[:i])
}

func (s *stream) head(raw []byte) error {
	f, err := s.sink.head(raw)
	if err != nil {
		return err
	}
	switch {
	case f.follows == nothing || f.follows == sized && f.length == 0:
		s.done(nil)
	case f.follows == sized:
		s.phase, s.left = inSized, f.length
	case f.follows == chunks:
		s.phase = inChunkLine
	case f.follows == untilClose:
		s.phase = inRaw
	}
	return nil
}

// chunkLine reads the line before a chunk, or the empty one behind it.
func (s *stream) chunkLine(raw []byte) error {
	if s.phase == inChunkEnd {
		s.phase = inChunkLine
		if len(bytes.TrimRight(raw, "\r\n")) > 0 {
			return errNotHTTP
		}
		return nil
	}
	n, ok := chunkSize(raw)
	switch {
	case !ok:
		return errNotHTTP
	case n == 0:
		s.phase = inTrailer
	default:
		s.phase, s.left = inChunk, n
	}
	return nil
}

func (s *stream) trailer(raw []byte) error {
	fields, err := parseFields(string(raw))
	if err != nil {
		return err
	}
	s.done(fields)
	return nil
}

// endOfLine and its kin return the offset behind the end, or -1. What lies
// before from was searched already.
func endOfLine(b []byte, from int) int {
	i := bytes.IndexByte(b[from:], '\n')
	if i < 0 {
		return -1
	}
	return from + i + 1
}

func endOfHead(b []byte, from int) int {
	for {
		i := endOfLine(b, from)
		if i < 0 {
			return -1
		}
		if n := emptyLine(b[i:]); n > 0 {
			return i + n
		}
		from = i
	}
}

func endOfTrailer(b []byte, from int) int {
	if n := emptyLine(b); n > 0 {
		return n
	}
	return endOfHead(b, from)
}

// emptyLine is the length of the empty line at the beginning of b, or 0.
func emptyLine(b []byte) int {
	switch {
	case bytes.HasPrefix(b, []byte("\n")):
		return 1
	case bytes.HasPrefix(b, []byte("\r\n")):
		return 2
	}
	return 0
}
