package link

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/wire"
)

// ErrSilent is why a control connection ended whose peer said nothing for too
// long.
var ErrSilent = errors.New("the other side went silent")

// sendWait is how long one message may take to be handed to the kernel.
const sendWait = 10 * time.Second

// Control is a control connection after its hellos: messages both ways, and a
// heartbeat that both sides keep. One goroutine calls Receive; any may call the
// rest.
type Control struct {
	conn      net.Conn
	in        *bufio.Reader
	deadAfter time.Duration

	wmu sync.Mutex // one message at a time

	mu      sync.Mutex
	heard   chan struct{} // closed when the peer says anything
	pinger  *time.Timer
	every   time.Duration
	stopped bool

	seq       atomic.Uint64
	answering atomic.Bool
}

// NewControl takes conn over. After pingAfter without a word from the peer it
// is pinged, after deadAfter given up.
func NewControl(conn net.Conn, pingAfter, deadAfter time.Duration) *Control {
	c := &Control{
		conn: conn, in: bufio.NewReader(conn), deadAfter: deadAfter,
		heard: make(chan struct{}), every: pingAfter,
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pinger = time.AfterFunc(pingAfter, c.ping)
	return c
}

// ping runs when the peer has been quiet.
func (c *Control) ping() {
	_ = c.Send(wire.Ping{Seq: c.seq.Add(1)}) // closes the connection if it fails
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.stopped {
		c.pinger.Reset(c.every)
	}
}

// Send writes m. It blocks for 10 seconds at most; a write that fails ends the
// connection, because nobody can tell where the next message would start.
func (c *Control) Send(m wire.Message) error {
	c.wmu.Lock()
	defer c.wmu.Unlock()
	err := c.conn.SetWriteDeadline(time.Now().Add(sendWait))
	if err == nil {
		err = wire.Write(c.conn, m)
	}
	if err != nil {
		c.Close()
		return fmt.Errorf("send %T: %w", m, err)
	}
	return nil
}

// Receive waits for the peer's next message, answering its pings. It returns
// [ErrSilent] when the peer is given up, io.EOF when it closed the connection.
func (c *Control) Receive() (wire.Message, error) {
	for {
		if err := c.conn.SetReadDeadline(time.Now().Add(c.deadAfter)); err != nil {
			return nil, err
		}
		m, err := wire.Read(c.in)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil, ErrSilent
		}
		if err != nil {
			return nil, err
		}
		c.hear()
		switch m := m.(type) {
		case wire.Ping:
			c.answer(m)
		case wire.Pong, wire.Unknown:
		default:
			return m, nil
		}
	}
}

// answer sends a pong without keeping Receive from reading: two sides that wait
// for each other to read would wait for ever. While one is on its way others
// are not needed; it ends within [sendWait] or with the connection.
func (c *Control) answer(p wire.Ping) {
	if c.answering.CompareAndSwap(false, true) {
		go c.pong(p)
	}
}

func (c *Control) pong(p wire.Ping) {
	defer c.answering.Store(false)
	_ = c.Send(wire.Pong(p)) // closes the connection if it fails
}

func (c *Control) hear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.heard)
	c.heard = make(chan struct{})
	if !c.stopped {
		c.pinger.Reset(c.every)
	}
}

// Probe asks the peer for a sign of life and waits for one until ctx ends. It
// needs somebody in Receive.
func (c *Control) Probe(ctx context.Context) error {
	c.mu.Lock()
	heard := c.heard
	c.mu.Unlock()
	if err := c.Send(wire.Ping{Seq: c.seq.Add(1)}); err != nil {
		return err
	}
	select {
	case <-heard:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close ends the connection; Receive returns. It may be called more than once.
func (c *Control) Close() {
	c.mu.Lock()
	c.stopped = true
	c.pinger.Stop()
	c.mu.Unlock()
	_ = c.conn.Close() // the connection is given up either way
}
