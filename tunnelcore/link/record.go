package link

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// A record is a kind, a 24-bit big-endian length, and that many bytes.
const recordHeader = 4

// The kinds of record.
const (
	recordOpen = 'O' // a stream starts; JSON of wire.Open; server to client
	recordData = 'D' // bytes of the stream
	recordEnd  = 'E' // the sender's direction has ended; empty
)

// maxOpen is the largest open record's payload in bytes. Data records are
// passed on as they arrive and need no limit of their own.
const maxOpen = 4 << 10

// ErrRecord is returned for bytes that are not the protocol.
var ErrRecord = errors.New("malformed record on a proxy connection")

func putHeader(p []byte, kind byte, n int) {
	binary.BigEndian.PutUint32(p, uint32(kind)<<24|uint32(n)) //nolint:gosec // n is at most 64 KiB
}

func parseHeader(h [recordHeader]byte) (kind byte, n int) {
	v := binary.BigEndian.Uint32(h[:])
	return byte(v >> 24), int(v & (1<<24 - 1))
}

// checkInStream says whether a record may come inside a stream.
func checkInStream(kind byte, n int) error {
	switch {
	case kind == recordData, kind == recordEnd && n == 0:
		return nil
	}
	return fmt.Errorf("%w: kind %#x of %d bytes inside a stream", ErrRecord, kind, n)
}
