package memnet

import (
	"net"
	"sync"
	"syscall"
	"time"
)

// Conn is one end of a connection.
type Conn struct {
	in, out       *half
	local, remote net.Addr

	mu    sync.Mutex
	reset bool
}

// Read implements net.Conn.
func (c *Conn) Read(p []byte) (int, error) { return c.in.read(p) }

// Write implements net.Conn.
func (c *Conn) Write(p []byte) (int, error) { return c.out.write(p) }

// Close implements net.Conn. As with TCP, the other side sees a reset if not
// everything was read.
func (c *Conn) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if unread := c.in.abandon(); unread || c.reset {
		c.out.fail(syscall.ECONNRESET)
	}
	c.out.end()
	c.out.shut()
	return nil
}

// CloseWrite ends this direction.
func (c *Conn) CloseWrite() error {
	c.out.end()
	return nil
}

// SetLinger with 0 makes Close reset the connection; other values do nothing.
func (c *Conn) SetLinger(sec int) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reset = sec == 0
	return nil
}

// LocalAddr implements net.Conn.
func (c *Conn) LocalAddr() net.Addr { return c.local }

// RemoteAddr implements net.Conn.
func (c *Conn) RemoteAddr() net.Addr { return c.remote }

// SetDeadline implements net.Conn.
func (c *Conn) SetDeadline(t time.Time) error {
	c.in.reading.set(t, c.in)
	c.out.writing.set(t, c.out)
	return nil
}

// SetReadDeadline implements net.Conn.
func (c *Conn) SetReadDeadline(t time.Time) error {
	c.in.reading.set(t, c.in)
	return nil
}

// SetWriteDeadline implements net.Conn.
func (c *Conn) SetWriteDeadline(t time.Time) error {
	c.out.writing.set(t, c.out)
	return nil
}
