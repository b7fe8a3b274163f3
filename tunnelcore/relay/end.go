package relay

import (
	"errors"
	"net"
)

// Source is where bytes come from.
type Source interface {
	// ReadBuffer waits for data and returns it in a buffer that is now the
	// caller's, or io.EOF when the other side has ended this direction. A
	// buffer is borrowed only once there is something to put into it.
	ReadBuffer() (*Buffer, error)
}

// Sink is where bytes go.
type Sink interface {
	// WriteBuffer writes all of b's data. It may overwrite the data and its
	// headroom; b stays the caller's.
	WriteBuffer(b *Buffer) error
	// CloseWrite ends this direction and leaves the other open.
	CloseWrite() error
}

// End is one of the two ends of a relay.
type End interface {
	Source
	Sink
	// Abort breaks the connection off so that the other side can tell it from
	// a normal end. It unblocks the other methods and may be called at any
	// time, by any goroutine, more than once.
	Abort()
}

// Wrap makes an End of any connection. Reading waits without a buffer where
// conn is a TCP or unix socket connection, and with one elsewhere. One that is
// an End already, or says with RelayEnd which it stands for, is used as that.
// The connection stays the caller's to close.
func Wrap(conn net.Conn) End {
	switch c := conn.(type) {
	case End:
		return c
	case interface{ RelayEnd() End }:
		return c.RelayEnd()
	}
	return &connEnd{conn: conn, reader: NewReader(conn)}
}

// connEnd is an End over a net.Conn.
type connEnd struct {
	conn   net.Conn
	reader *Reader
}

func (e *connEnd) ReadBuffer() (*Buffer, error) { return e.reader.ReadBuffer() }

func (e *connEnd) WriteBuffer(b *Buffer) error {
	_, err := e.conn.Write(b.Bytes())
	return err
}

func (e *connEnd) CloseWrite() error { return CloseWrite(e.conn) }

func (e *connEnd) Abort() { Abort(e.conn) }

// CloseWrite ends conn's sending direction if conn can do that, else it closes
// conn, which is all that is left to tell the other side. A connection that the
// other side has left altogether counts as ended: it got all there was, or
// reading will tell that it did not.
func CloseWrite(conn net.Conn) error {
	c, ok := conn.(interface{ CloseWrite() error })
	if !ok {
		return conn.Close()
	}
	if err := c.CloseWrite(); err != nil && !errors.Is(err, errLeft) {
		return err
	}
	return nil
}

// Abort closes conn, by its own Abort if it has one, and with a TCP reset where
// it is TCP: the other side can then tell a broken answer from a finished one.
func Abort(conn net.Conn) {
	switch c := conn.(type) {
	case interface{ Abort() }:
		c.Abort()
	case interface{ SetLinger(sec int) error }:
		_ = c.SetLinger(0) // fails only on a closed connection
	}
	_ = conn.Close() // nothing to be done about it: we are giving up anyway
}

// WriteTo writes all of p to s, in as many buffers as it needs.
func WriteTo(s Sink, p []byte) error {
	for len(p) > 0 {
		b := Get()
		n := copy(b.Space(), p)
		b.Grow(n)
		err := s.WriteBuffer(b)
		b.Release()
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}
