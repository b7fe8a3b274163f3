package link

import (
	"encoding/json"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// Conn is a proxy connection after its attach frame. It carries one stream at
// a time. Its owner is one goroutine at a time, which calls Open or Accept,
// then waits for the stream's Finish before the next.
type Conn struct {
	secure *Secure
	in     records
	used   time.Time // when a stream last ended well
}

// New makes a proxy connection of a TLS connection whose handshake is done.
func New(secure *Secure) *Conn {
	return &Conn{secure: secure, in: records{src: secure}}
}

// Close closes the connection at once.
func (c *Conn) Close() error { return c.secure.Close() }

// fresh is for how long a connection that worked is taken to work still. The
// look at the socket costs a system call.
const fresh = time.Second

// Alive reports whether an idle connection still stands, as far as this side
// knows; it does not block. The client says nothing between streams, so
// anything that can be read means the end.
func (c *Conn) Alive() bool {
	if time.Since(c.used) < fresh {
		return true
	}
	return c.in.empty() && c.secure.under.buffered() == 0 && Quiet(c.secure.under.Conn)
}

// Open starts a stream with its first bytes, which may be empty, in as few
// writes as it takes. It blocks until they are handed to the kernel.
func (c *Conn) Open(open wire.Open, first []byte) (*Stream, error) {
	payload, err := json.Marshal(open)
	if err != nil {
		return nil, fmt.Errorf("encode open: %w", err)
	}
	if len(payload) > maxOpen {
		return nil, fmt.Errorf("open of %d bytes: %w", len(payload), ErrRecord)
	}
	s := c.stream(open)
	b := relay.Get()
	defer b.Release()
	appendRecord(b, recordOpen, payload)
	if room := len(b.Space()) - recordHeader; len(first) > 0 && room > 0 {
		n := min(room, len(first))
		appendRecord(b, recordData, first[:n])
		first = first[n:]
	}
	if err := c.secure.WriteBuffer(b); err != nil {
		return nil, err
	}
	return s, relay.WriteTo(s, first)
}

func appendRecord(b *relay.Buffer, kind byte, payload []byte) {
	putHeader(b.Space(), kind, len(payload))
	b.Grow(recordHeader)
	b.Grow(copy(b.Space(), payload))
}

// Accept waits for the server to start a stream. It returns io.EOF when the
// server closed the idle connection.
func (c *Conn) Accept() (wire.Open, *Stream, error) {
	var open wire.Open
	payload, err := c.readOpen()
	if err != nil {
		return open, nil, err
	}
	if err := json.Unmarshal(payload, &open); err != nil {
		return open, nil, fmt.Errorf("decode open: %w", err)
	}
	return open, c.stream(open), nil
}

func (c *Conn) readOpen() ([]byte, error) {
	var head [recordHeader]byte
	if err := c.in.readFull(head[:]); err != nil {
		return nil, err
	}
	kind, n := parseHeader(head)
	if kind != recordOpen || n > maxOpen {
		return nil, fmt.Errorf("%w: kind %#x of %d bytes between streams", ErrRecord, kind, n)
	}
	payload := make([]byte, n)
	if err := c.in.readFull(payload); err != nil {
		return nil, broken(err)
	}
	return payload, nil
}

func (c *Conn) stream(open wire.Open) *Stream {
	c.in.ended = false
	return &Stream{
		conn:   c,
		remote: Addr(open.Visitor),
		local:  Addr(open.Local),
		closed: make(chan struct{}),
	}
}

// Addr is a net.Addr of what a peer said: a TCP address where it is one.
func Addr(s string) net.Addr {
	if a, err := netip.ParseAddrPort(s); err == nil {
		return net.TCPAddrFromAddrPort(a)
	}
	return textAddr(s)
}

type textAddr string

func (textAddr) Network() string  { return "tcp" }
func (a textAddr) String() string { return string(a) }

// Stream is one visitor's stream on a [Conn]: a net.Conn and a [relay.End].
// Reading and writing may go on at once, each from one goroutine.
type Stream struct {
	conn          *Conn
	remote, local net.Addr

	rmu     sync.Mutex
	pending *relay.Buffer // read and not given out yet

	wmu       sync.Mutex
	wroteEnd  bool
	writeErr  error
	closeOnce sync.Once
	closed    chan struct{}
}

var (
	_ net.Conn  = (*Stream)(nil)
	_ relay.End = (*Stream)(nil)
)

// LocalAddr is the public address that the visitor came to.
func (s *Stream) LocalAddr() net.Addr { return s.local }

// RemoteAddr is the visitor's address.
func (s *Stream) RemoteAddr() net.Addr { return s.remote }

// SetDeadline sets both deadlines, as net.Conn.
func (s *Stream) SetDeadline(t time.Time) error {
	if s.isClosed() {
		return net.ErrClosed
	}
	return s.conn.secure.SetDeadline(t)
}

// SetReadDeadline is as net.Conn's; a read that timed out can be repeated.
func (s *Stream) SetReadDeadline(t time.Time) error {
	if s.isClosed() {
		return net.ErrClosed
	}
	return s.conn.secure.SetReadDeadline(t)
}

// SetWriteDeadline is as net.Conn's; after a write timed out no other can
// succeed.
func (s *Stream) SetWriteDeadline(t time.Time) error {
	if s.isClosed() {
		return net.ErrClosed
	}
	return s.conn.secure.SetWriteDeadline(t)
}

func (s *Stream) isClosed() bool {
	select {
	case <-s.closed:
		return true
	default:
		return false
	}
}
