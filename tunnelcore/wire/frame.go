package wire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// MaxFrame is the largest frame, in bytes after the length field: the type
// byte and the JSON. It is checked before anything is allocated.
const MaxFrame = 64 << 10

// ErrFrameSize is returned for a frame that is empty or larger than [MaxFrame].
var ErrFrameSize = errors.New("frame size out of bounds")

// frameHead is the length field: a big-endian u32 that counts the type byte
// and the payload.
const frameHead = 4

// appendFrame appends one frame to dst and returns the extended slice.
func appendFrame(dst []byte, kind byte, payload []byte) ([]byte, error) {
	if len(payload)+1 > MaxFrame {
		return nil, fmt.Errorf("write %d byte frame: %w", len(payload)+1, ErrFrameSize)
	}
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(payload)+1))
	dst = append(dst, kind)
	return append(dst, payload...), nil
}

// readFrame reads one frame. The payload is the caller's to keep. It reads no
// byte past the frame, because on a plain proxy connection what follows is the
// visitor's.
func readFrame(r io.Reader) (kind byte, payload []byte, err error) {
	var head [frameHead + 1]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(head[:frameHead])
	if n < 1 || n > MaxFrame {
		return 0, nil, fmt.Errorf("read %d byte frame: %w", n, ErrFrameSize)
	}
	payload = make([]byte, n-1)
	if _, err := io.ReadFull(r, payload); err != nil {
		return 0, nil, noEOF(err)
	}
	return head[frameHead], payload, nil
}

// noEOF turns an end in the middle of a frame into what it is.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
