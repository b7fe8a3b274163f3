package gateway

import (
	"bufio"
	"bytes"
	"net"
	"net/http"
	"sync/atomic"

	"gotunnel/tunnelcore/relay"
)

// Hijack gives ReverseProxy the visitor's connection after an upgrade.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(a.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	early, _ := buffered.Peek(buffered.Reader.Buffered()) // they are there
	return &upgraded{Conn: conn, early: bytes.Clone(early)}, buffered, nil
}

// upgraded is a visitor's connection that left HTTP, as ReverseProxy needs it.
type upgraded struct {
	net.Conn
	// early is what the visitor sent before the app agreed. ReverseProxy reads
	// on from the connection, and would leave that in the buffer that it was
	// read into. It is the reader's.
	early []byte
	ended atomic.Bool // the app's direction
}

func (c *upgraded) Read(p []byte) (int, error) {
	if len(c.early) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.early)
	c.early = c.early[n:]
	return n, nil
}

func (c *upgraded) CloseWrite() error {
	c.ended.Store(true)
	return relay.CloseWrite(c.Conn)
}

// Close breaks the connection off if the app did not come to an end, so that the
// visitor can tell.
func (c *upgraded) Close() error {
	if !c.ended.Load() {
		relay.Abort(c.Conn)
	}
	return c.Conn.Close()
}
