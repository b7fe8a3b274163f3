package sniff

import (
	"math"
)

const (
	// The largest chunk header: 16 digits and its extensions. The only ones
	// known in use, the signatures of S3 uploads, take 85 bytes.
	maxChunkHead = 1 << 10
	// The trailers of one body; net/http has the same limit.
	maxTrailer = 4 << 10
)

// feedBody accepts one piece of a body: 0 bytes if b ends inside of it.
func (f *Framer) feedBody(b []byte) (int, error) {
	switch f.state {
	case inLength, inChunk:
		return f.feedData(b), nil
	case inChunkHead:
		return f.feedChunkHead(b)
	case inChunkEnd:
		return f.feedChunkEnd(b)
	case inTrailer:
		return f.feedTrailer(b)
	case inHead, unchecked:
	}
	return len(b), nil
}

func (f *Framer) feedData(b []byte) int {
	n := min(f.left, uint64(len(b)))
	f.left -= n
	if f.left > 0 {
		return int(n)
	}
	if f.state == inChunk {
		f.state = inChunkEnd
	} else {
		f.endBody()
	}
	return int(n)
}

func (f *Framer) feedChunkHead(b []byte) (int, error) {
	line, n, err := f.line(b, maxChunkHead, errChunkSize)
	if n == 0 {
		return 0, err
	}
	size, extension, _ := cut(line, ';')
	if f.left, err = chunkSize(size); err != nil || !all(extension, valueByte) {
		return 0, errChunk
	}
	f.state = inChunk
	if f.left == 0 {
		f.state, f.left = inTrailer, maxTrailer
	}
	return n, nil
}

// chunkSize reads 1 to 16 digits and nothing else. What an int64 cannot hold
// is refused: programs that read on would not agree about it.
func chunkSize(b []byte) (size uint64, err error) {
	if len(b) == 0 || len(b) > 16 {
		return 0, errChunk
	}
	for _, c := range b {
		digit, ok := unhex(c)
		if !ok {
			return 0, errChunk
		}
		size = size<<4 | digit
	}
	if size > math.MaxInt64 {
		return 0, errChunk
	}
	return size, nil
}

func (f *Framer) feedChunkEnd(b []byte) (int, error) {
	_, n, err := f.line(b, len("\r\n"), errChunk)
	if n == 0 {
		return 0, err
	}
	f.state = inChunkHead
	return n, nil
}

func (f *Framer) feedTrailer(b []byte) (int, error) {
	line, n, err := f.line(b, int(f.left), errTrailerSize)
	if n == 0 {
		return 0, err
	}
	f.left -= uint64(n)
	if len(line) == 0 {
		f.endBody()
		return n, nil
	}
	name, _, ok := cutField(line)
	if !ok || isFraming(name) {
		return 0, errTrailer
	}
	return n, nil
}

// isFraming reports whether a field would say anew where the request ends or
// whose it is. RFC 9110 section 6.5.1 has no such fields in trailers.
func isFraming(name []byte) bool {
	return is(name, "host") || is(name, "content-length") || is(name, "transfer-encoding")
}
