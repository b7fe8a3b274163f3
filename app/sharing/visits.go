package sharing

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/relay"
)

// visits is a listener that tells of every connection when it is closed.
type visits struct {
	net.Listener
	tell func(Visit)
}

func countVisits(ln net.Listener, tell func(Visit)) net.Listener { return &visits{ln, tell} }

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
	tell     func(Visit)
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
		c.tell(Visit{
			Visitor: c.RemoteAddr(), Began: c.began, Took: time.Since(c.began), Up: c.up.Load(), Down: c.down.Load(),
		})
	})
	return err
}
