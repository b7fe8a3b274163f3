package gateway

import (
	"bytes"
	"io"
)

// replacer reads a body with was replaced by is. What may be the beginning of
// was waits for what comes next; all else is read as soon as it is there.
type replacer struct {
	io.ReadCloser
	replacement
	held []byte // a proper prefix of was
}

// Read needs room for more than was, or returns io.ErrShortBuffer.
func (r *replacer) Read(p []byte) (int, error) {
	if len(p) < len(r.was) {
		return 0, io.ErrShortBuffer
	}
	for {
		n := copy(p, r.held)
		more, err := r.ReadCloser.Read(p[n:])
		text := p[:n+more]
		rest := r.replace(text)
		if err != nil {
			r.held = nil
			return len(text), err
		}
		end := len(text) - r.begun(rest)
		r.held = append(r.held[:0], text[end:]...)
		if end > 0 {
			return end, nil
		}
	}
}

// replace returns what comes behind the last was.
func (r *replacer) replace(text []byte) []byte {
	for {
		at := bytes.Index(text, r.was)
		if at < 0 {
			return text
		}
		text = text[at+copy(text[at:], r.is):]
	}
}

// begun is how much of was the text ends with.
func (r *replacer) begun(text []byte) int {
	for n := min(len(r.was)-1, len(text)); n > 0; n-- {
		if bytes.HasSuffix(text, r.was[:n]) {
			return n
		}
	}
	return 0
}
