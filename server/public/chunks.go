package public

import (
	"bytes"
	"strconv"
)

// chunks finds the end of a chunked body, RFC 9112 section 7.1, however it is cut
// into pieces. The zero value is at the start of one. It does not check what it
// need not know.
type chunks struct {
	state chunkState
	line  []byte // what there is of a chunk's header or a trailer
	left  int64  // bytes of the chunk, with the line end after it
}

type chunkState uint8

const (
	chunkHeader chunkState = iota
	chunkData
	chunkTrailer
)

// mostLine bounds a chunk's header or a trailer.
const mostLine = 4096

// feed reads on and returns how many bytes belong to the body, and whether it is
// whole. If not ok, p is no chunked body.
func (c *chunks) feed(p []byte) (n int, whole, ok bool) {
	for n < len(p) {
		if c.state == chunkData {
			n += c.skip(p[n:])
			continue
		}
		end := bytes.IndexByte(p[n:], '\n')
		if end < 0 {
			end = len(p) - n - 1
		}
		c.line = append(c.line, p[n:n+end+1]...)
		n += end + 1
		if len(c.line) > mostLine {
			return 0, false, false
		}
		if c.line[len(c.line)-1] != '\n' {
			continue
		}
		if whole, ok = c.lineEnd(); whole || !ok {
			return n, whole, ok
		}
	}
	return n, false, true
}

func (c *chunks) skip(p []byte) (n int) {
	n = int(min(c.left, int64(len(p))))
	if c.left -= int64(n); c.left == 0 {
		c.state = chunkHeader
	}
	return n
}

// lineEnd reads a whole line.
func (c *chunks) lineEnd() (whole, ok bool) {
	line := bytes.TrimRight(c.line, "\r\n")
	c.line = c.line[:0]
	if c.state == chunkTrailer {
		return len(line) == 0, true
	}
	size, _, _ := bytes.Cut(line, []byte(";"))
	n, err := strconv.ParseInt(string(bytes.TrimSpace(size)), 16, 62)
	switch {
	case err != nil || n < 0:
		return false, false
	case n == 0:
		c.state = chunkTrailer
	default:
		c.state, c.left = chunkData, n+int64(len("\r\n"))
	}
	return false, true
}
