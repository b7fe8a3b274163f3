package link

import (
	"encoding/binary"
	"net"
	"sync"

	"gotunnel/tunnelcore/relay"
)

// tlsHeader is the length of a TLS record's header, RFC 8446 section 5.1.
const tlsHeader = 5

// batch is the net.Conn under a tls.Conn. It reads as much ciphertext as there
// is in one system call but never lets tls.Conn have more than the record it
// asked for, so that it always knows whether another whole record is at hand;
// and it collects the records of one write into one system call.
type batch struct {
	net.Conn
	reader *relay.Reader

	// The reading side; crypto/tls reads from one goroutine at a time.
	in       *relay.Buffer // nil when empty
	left     int           // bytes of the record that tls.Conn is reading
	onlyHave bool          // do not wait: errNoRecord where a record would start

	mu   sync.Mutex // guards the writing side
	held bool
	out  *relay.Buffer // nil when empty
}

// newBatch starts with the bytes that were read from conn already.
func newBatch(conn net.Conn, prefix []byte) *batch {
	c := &batch{Conn: conn, reader: relay.NewRawReader(conn)}
	if len(prefix) > 0 {
		c.in = relay.Get()
		c.in.Grow(copy(c.in.RawSpace(), prefix))
	}
	return c
}

// errNoRecord is a temporary net.Error: crypto/tls goes on after one.
var errNoRecord net.Error = noRecordError{}

type noRecordError struct{}

func (noRecordError) Error() string   { return "no whole record at hand" }
func (noRecordError) Timeout() bool   { return true }
func (noRecordError) Temporary() bool { return true }

// Read gives tls.Conn bytes of at most one record.
func (c *batch) Read(p []byte) (int, error) {
	if c.onlyHave && c.left == 0 && !c.whole() {
		return 0, errNoRecord
	}
	if err := c.begin(); err != nil {
		return 0, err
	}
	n := copy(p, c.in.Bytes()[:min(c.left, c.in.Len())])
	c.in.Consume(n)
	c.left -= n
	if c.in.Len() == 0 {
		c.in.Release()
		c.in = nil
	}
	return n, nil
}

// begin makes sure that the start of a record has been seen and that there is
// a byte to give.
func (c *batch) begin() error {
	need := 1
	if c.left == 0 {
		need = tlsHeader
	}
	for c.buffered() < need {
		if err := c.fill(); err != nil {
			return err
		}
	}
	if c.left == 0 {
		c.left = recordLen(c.in.Bytes())
	}
	return nil
}

// recordLen is the length of the record that b starts with, header included.
func recordLen(b []byte) int {
	return tlsHeader + int(binary.BigEndian.Uint16(b[tlsHeader-2:]))
}

func (c *batch) buffered() int {
	if c.in == nil {
		return 0
	}
	return c.in.Len()
}

// whole reports whether the rest of the record is at hand.
func (c *batch) whole() bool {
	if c.left > 0 {
		return c.buffered() >= c.left
	}
	return c.buffered() >= tlsHeader && c.in.Len() >= recordLen(c.in.Bytes())
}

// fill reads once, and waits without a buffer if there is none yet.
func (c *batch) fill() (err error) {
	if c.in == nil {
		c.in, err = c.reader.ReadBuffer()
		return err
	}
	c.in.Compact() // a part of one record at most
	return c.reader.Fill(c.in)
}

// Write sends p, or keeps it until release if writes are held.
func (c *batch) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.held {
		return c.Conn.Write(p)
	}
	if c.out == nil {
		c.out = relay.Get()
	}
	if len(p) > len(c.out.RawSpace()) {
		if err := c.flushLocked(); err != nil {
			return 0, err
		}
		return c.Conn.Write(p)
	}
	c.out.Grow(copy(c.out.RawSpace(), p))
	return len(p), nil
}

func (c *batch) hold() {
	c.mu.Lock()
	c.held = true
	c.mu.Unlock()
}

// release sends what was held back.
func (c *batch) release() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	err := c.flushLocked()
	c.out.Release()
	c.out = nil
	return err
}

func (c *batch) flushLocked() error {
	if c.out == nil || c.out.Len() == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.out.Bytes())
	c.out.Truncate(0)
	return err
}
