package sharing

import (
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/relay"
)

// visits is a listener that tells of every connection when it is closed.
type visits struct {
	net.Listener
	tell func(Visit)

	mu   sync.Mutex
	open map[string]*visited // by the visitor's address
}

func countVisits(ln net.Listener, tell func(Visit)) *visits {
	return &visits{Listener: ln, tell: tell, open: map[string]*visited{}}
}

// forget has nobody told of the connection that a request came on.
func (l *visits) forget(r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, r.RemoteAddr)
}

// leave tells whether anybody is to know of a connection that is over.
func (l *visits) leave(c *visited) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	from := c.RemoteAddr().String()
	if l.open[from] != c {
		return false
	}
	delete(l.open, from)
	return true
}

func (l *visits) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &visited{Conn: conn, began: time.Now(), visits: l}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[conn.RemoteAddr().String()] = c
	return c, nil
}

// visited counts a connection's bytes.
type visited struct {
	net.Conn
	began    time.Time
	up, down atomic.Int64
	once     sync.Once
	visits   *visits
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
		if c.visits.leave(c) {
			c.visits.tell(Visit{
				Visitor: c.RemoteAddr(), Began: c.began, Took: time.Since(c.began), Up: c.up.Load(), Down: c.down.Load(),
			})
		}
	})
	return err
}
