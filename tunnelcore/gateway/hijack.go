package gateway

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"net/http"

	"gotunnel/tunnelcore/relay"
)

// hijacker closes the connection that a handler takes over when Serve ends:
// nobody else would.
type hijacker struct {
	http.ResponseWriter
	r *http.Request
}

func (h *hijacker) Unwrap() http.ResponseWriter { return h.ResponseWriter }

func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	// The request's context ends with the handler, or with Serve.
	context.AfterFunc(h.r.Context(), func() { _ = conn.Close() })
	if n := buffered.Reader.Buffered(); n > 0 {
		early, _ := buffered.Peek(n) // they are there
		conn = &earlyConn{conn, bytes.Clone(early)}
		buffered.Reader.Reset(conn)
	}
	return conn, buffered, nil
}

// earlyConn is a visitor's connection with what the visitor sent before the app
// agreed to an upgrade. ReverseProxy reads on from the connection, and would
// leave that in the buffer that it was read into.
type earlyConn struct {
	net.Conn
	early []byte // the reader's
}

func (c *earlyConn) Read(p []byte) (int, error) {
	if len(c.early) == 0 {
		return c.Conn.Read(p)
	}
	n := copy(p, c.early)
	c.early = c.early[n:]
	return n, nil
}

func (c *earlyConn) CloseWrite() error { return relay.CloseWrite(c.Conn) }
