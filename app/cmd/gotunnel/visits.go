package main

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/relay"
)

// webVisit is one visitor's connection to an HTTP share, after it ended.
type webVisit struct {
	visitor  net.Addr
	began    time.Time
	up, down int64 // bytes, to and from the share
}

func (v webVisit) event(name string) visitorEvent {
	return visitorEvent{
		Visitor: v.visitor.String(), Name: name, Up: v.up, Down: v.down,
		MS: time.Since(v.began).Milliseconds(), began: v.began,
	}
}

// visits is a listener that tells of every connection when it is closed.
type visits struct {
	net.Listener
	tell func(webVisit)
}

func countVisits(ln net.Listener, tell func(webVisit)) net.Listener { return &visits{ln, tell} }

func (l *visits) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &visited{Conn: conn, began: time.Now(), tell: l.tell}, nil
}

// visited counts a connection's bytes.
type visited struct {
	net.Conn
	began    time.Time
	up, down atomic.Int64
	once     sync.Once
	tell     func(webVisit)
}

func (c *visited) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.up.Add(int64(n))
	return n, err
}

func (c *visited) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.down.Add(int64(n))
	return n, err
}

// CloseWrite ends the answer and lets the visitor finish.
func (c *visited) CloseWrite() error {
	if conn, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return conn.CloseWrite()
	}
	return nil
}

// Abort has the visitor see that the answer was broken off. Close follows.
func (c *visited) Abort() { relay.Abort(c.Conn) }

func (c *visited) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() {
		c.tell(webVisit{visitor: c.RemoteAddr(), began: c.began, up: c.up.Load(), down: c.down.Load()})
	})
	return err
}
