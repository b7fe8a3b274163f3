package relay

import (
	"io"
	"net"
	"syscall"
)

// Reader reads from a connection without holding a buffer while it waits.
// One goroutine at a time may use it.
type Reader struct {
	conn  net.Conn
	room  func(*Buffer) []byte
	raw   syscall.RawConn // nil: wait with a buffer in hand
	ready func(fd uintptr) bool

	// What ready leaves behind for ReadBuffer.
	got *Buffer
	err error
}

// NewReader returns a Reader of conn, which stays the caller's. Its buffers
// have at most [BufferSize] bytes.
func NewReader(conn net.Conn) *Reader { return newReader(conn, (*Buffer).Space) }

// NewRawReader returns a Reader that fills a buffer's [Buffer.RawSpace], for
// ciphertext.
func NewRawReader(conn net.Conn) *Reader { return newReader(conn, (*Buffer).RawSpace) }

func newReader(conn net.Conn, room func(*Buffer) []byte) *Reader {
	r := &Reader{conn: conn, room: room}
	if r.raw = rawConn(conn); r.raw != nil {
		r.ready = r.readReady
	}
	return r
}

// ReadBuffer waits for data and returns what is there in a buffer that is now
// the caller's; io.EOF at the end.
func (r *Reader) ReadBuffer() (*Buffer, error) {
	if r.raw == nil {
		return r.readHolding()
	}
	err := r.raw.Read(r.ready)
	b := r.got
	r.got = nil
	if err == nil {
		err = r.err
	}
	if err != nil {
		b.Release()
		return nil, err
	}
	return b, nil
}

// readHolding is ReadBuffer where waiting needs a buffer.
func (r *Reader) readHolding() (*Buffer, error) {
	b := Get()
	if err := r.Fill(b); err != nil {
		b.Release()
		return nil, err
	}
	return b, nil
}

// Fill reads once into b's room, waiting with b in hand. b must have room.
func (r *Reader) Fill(b *Buffer) error {
	n, err := r.conn.Read(r.room(b))
	b.Grow(n)
	if n > 0 {
		return nil
	}
	if err == nil {
		return io.ErrNoProgress
	}
	return err
}
