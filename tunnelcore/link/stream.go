package link

import (
	"errors"
	"io"
	"net"
	"time"

	"gotunnel/tunnelcore/relay"
)

// ReadBuffer waits for data; io.EOF after the other side ended its direction.
func (s *Stream) ReadBuffer() (*relay.Buffer, error) {
	s.rmu.Lock()
	defer s.rmu.Unlock()
	return s.readLocked()
}

func (s *Stream) readLocked() (*relay.Buffer, error) {
	if s.isClosed() {
		return nil, net.ErrClosed
	}
	if b := s.pending; b != nil {
		s.pending = nil
		return b, nil
	}
	b, err := s.conn.in.next()
	if err != nil && s.isClosed() {
		return nil, net.ErrClosed
	}
	return b, err
}

// Read is for those who bring their own memory; a relay uses ReadBuffer.
func (s *Stream) Read(p []byte) (int, error) {
	s.rmu.Lock()
	defer s.rmu.Unlock()
	b, err := s.readLocked()
	if err != nil {
		return 0, err
	}
	n := copy(p, b.Bytes())
	b.Consume(n)
	if b.Len() == 0 {
		b.Release()
		return n, nil
	}
	s.pending = b
	return n, nil
}

// WriteBuffer sends b's data as one record; b stays the caller's.
func (s *Stream) WriteBuffer(b *relay.Buffer) error {
	if b.Len() == 0 {
		return nil
	}
	s.wmu.Lock()
	defer s.wmu.Unlock()
	if err := s.writableLocked(); err != nil {
		return err
	}
	p := b.Prefixed()
	putHeader(p, recordData, b.Len())
	s.writeErr = s.conn.secure.writeBatch(p)
	return s.writeErr
}

// writableLocked says why nothing can be written any more. After one failed
// write the peer can't know where a record starts, so no other may follow.
func (s *Stream) writableLocked() error {
	switch {
	case s.writeErr != nil:
		return s.writeErr
	case s.isClosed():
		return net.ErrClosed
	case s.wroteEnd:
		return io.ErrClosedPipe
	}
	return nil
}

// Write sends p, cut into records.
func (s *Stream) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		b := relay.Get()
		m := copy(b.Space(), p)
		b.Grow(m)
		err := s.WriteBuffer(b)
		b.Release()
		if err != nil {
			return n, err
		}
		n, p = n+m, p[m:]
	}
	return n, nil
}

// CloseWrite sends the end-of-stream mark; reading goes on.
func (s *Stream) CloseWrite() error {
	s.wmu.Lock()
	defer s.wmu.Unlock()
	return s.endLocked()
}

func (s *Stream) endLocked() error {
	if s.wroteEnd {
		return s.writeErr
	}
	if err := s.writableLocked(); err != nil {
		return err
	}
	var p [recordHeader]byte
	putHeader(p[:], recordEnd, 0)
	s.wroteEnd = true
	s.writeErr = s.conn.secure.writeBatch(p[:])
	return s.writeErr
}

// closeWait is how long a closed stream may take to write its end mark and to
// read the peer's, and lingerBytes how much of the peer's data is thrown away
// meanwhile: about what is under way when an HTTP server answers early.
const (
	closeWait   = 5 * time.Second
	lingerBytes = 256 << 10
)

// Close ends the stream: the end mark is sent if it was not, a blocked read
// returns, and nothing can be read or written any more. A write that is going
// on in another goroutine is cut off and breaks the connection with it. Close
// waits for nobody; the owner of the connection calls [Stream.Finish].
func (s *Stream) Close() error {
	var err error
	s.closeOnce.Do(func() {
		if !s.wmu.TryLock() {
			s.Abort()
		} else {
			_ = s.conn.secure.SetWriteDeadline(time.Now().Add(closeWait))
			err = s.endLocked()
			s.wmu.Unlock()
		}
		close(s.closed)
		_ = s.conn.secure.SetReadDeadline(time.Unix(1, 0)) // wakes a blocked read
	})
	return err
}

// Abort breaks the whole proxy connection off: there is no mark for a stream
// that failed, and the peer must be able to tell it from one that ended.
func (s *Stream) Abort() { s.conn.secure.Abort() }

// Closed is closed by Close.
func (s *Stream) Closed() <-chan struct{} { return s.closed }

// Finish closes the stream, throws away what the peer still sends, and
// reports whether the connection can carry another stream; if not, it is
// closed. It blocks for 5 seconds at most. Only the connection's owner calls it.
func (s *Stream) Finish() bool {
	clean := s.Close() == nil && s.drain() == nil
	if clean {
		clean = s.conn.secure.SetDeadline(time.Time{}) == nil
	}
	if clean {
		s.conn.used = time.Now()
	} else {
		s.Abort()
	}
	return clean
}

// drain reads up to the peer's end mark.
func (s *Stream) drain() error {
	s.wmu.Lock() // a write that Close cut off may just be returning
	ended := s.writeErr == nil && s.wroteEnd
	s.wmu.Unlock()
	if !ended {
		return net.ErrClosed
	}
	s.rmu.Lock()
	defer s.rmu.Unlock()
	s.pending.Release()
	s.pending = nil
	if s.conn.in.ended {
		return nil
	}
	if err := s.conn.secure.SetReadDeadline(time.Now().Add(closeWait)); err != nil {
		return err
	}
	for left := lingerBytes; left > 0; {
		b, err := s.conn.in.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		left -= b.Len()
		b.Release()
	}
	return ErrLinger
}

// ErrLinger says that the peer sent more to a closed stream than was worth
// waiting for.
var ErrLinger = errors.New("the stream was closed while much was still to come")
