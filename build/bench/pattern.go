package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
)

// patternLen is the period of what bulk transfers carry. A prime, so that a
// block of any usual buffer size that is lost, doubled or swapped shifts the
// bytes and shows.
const patternLen = 65521

// chunk is how much bulk transfers write and read at once, in bytes. The ends
// shall not be the slow part: with 64 KiB, 256 KiB and 1 MiB, two relays with
// big buffers moved 1,110, 1,350 and 1,550 MB/s.
const chunk = 1 << 20

// pattern is random bytes of that period, the same in every process, long
// enough that a chunk can start at any offset of the period.
var pattern = makePattern()

func makePattern() []byte {
	b := make([]byte, patternLen)
	_, _ = rand.NewChaCha8([32]byte{'b', 'e', 'n', 'c', 'h'}).Read(b) // never fails
	return bytes.Repeat(b, chunk/patternLen+2)
}

// patternAt is n bytes, at most chunk, of the stream from an offset on.
func patternAt(offset, n int64) []byte {
	from := offset % patternLen
	return pattern[from : from+min(n, chunk)]
}

// checkPattern compares this many bytes at the end of what was read and in each
// step of it. A TLS record is 16 KiB, so no record that is out of its place
// goes unseen; comparing everything would measure the comparison.
const (
	probe = 16
	step  = 8 << 10
)

// checkPattern reports whether b, at most chunk long, was read at offset.
func checkPattern(b []byte, offset int64) error {
	want := patternAt(offset, int64(len(b)))
	for at := 0; at < len(b); at += step {
		end := min(at+probe, len(b))
		if !bytes.Equal(b[at:end], want[at:end]) {
			return wrongBytes(offset, len(b))
		}
	}
	if at := max(len(b)-probe, 0); !bytes.Equal(b[at:], want[at:]) {
		return wrongBytes(offset, len(b))
	}
	return nil
}

func wrongBytes(offset int64, n int) error {
	return fmt.Errorf("wrong bytes between offsets %d and %d", offset, offset+int64(n))
}

// sendPattern writes the first n bytes of the stream.
func sendPattern(w io.Writer, n int64) error {
	for sent := int64(0); sent < n; {
		m, err := w.Write(patternAt(sent, n-sent))
		if err != nil {
			return err
		}
		sent += int64(m)
	}
	return nil
}

// receivePattern reads n bytes and returns how many were right until the first
// that were not.
func receivePattern(r io.Reader, n int64) (got int64, err error) {
	buf := buffers.Get().(*[chunk]byte)
	defer buffers.Put(buf)
	for got < n {
		m, err := r.Read(buf[:min(n-got, chunk)])
		if wrong := checkPattern(buf[:m], got); wrong != nil {
			return got, wrong
		}
		if got += int64(m); err != nil && got < n {
			return got, fmt.Errorf("%d of %d bytes: %w", got, n, err)
		}
	}
	return got, nil
}

var buffers = sync.Pool{New: func() any { return new([chunk]byte) }}
