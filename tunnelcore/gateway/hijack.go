package gateway

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"sync"

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
	if err == nil {
		taken := &takenConn{Conn: conn}
		conn = taken
		// The request's context ends with the handler, or with Serve.
		context.AfterFunc(h.r.Context(), func() { _ = taken.Close() })
	}
	return conn, buffered, err
}

// takenConn is closed once, by whoever comes first: its proxy connection may
// carry another visitor by the time of a second.
type takenConn struct {
	net.Conn
	once sync.Once
}

func (c *takenConn) CloseWrite() error { return relay.CloseWrite(c.Conn) }

func (c *takenConn) Close() (err error) {
	c.once.Do(func() { err = c.Conn.Close() })
	return err
}

// Abort closes the connection so that the visitor can tell that it was broken off.
func (c *takenConn) Abort() { c.once.Do(func() { relay.Abort(c.Conn) }) }
