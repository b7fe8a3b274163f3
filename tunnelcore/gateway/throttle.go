package gateway

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"

	"golang.org/x/time/rate"

	"gotunnel/tunnelcore/relay"
)

// step is how much passes at once: at 64 KiB a second a quarter of a second's
// worth, and ten packets.
const step = 16 << 10

// throttle passes bodies, and what follows an upgrade, at no more than so many
// bytes a second, all requests together.
func throttle(next http.Handler, bytesPerSecond int64) http.Handler {
	limiter := rate.NewLimiter(rate.Limit(bytesPerSecond), step)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		t := throttled{r.Context(), limiter}
		if r.Body != nil && r.Body != http.NoBody {
			in := r.WithContext(r.Context()) // a handler changes no request of others
			in.Body = throttledBody{r.Body, t}
			r = in
		}
		next.ServeHTTP(&throttledWriter{w, t}, r)
	})
}

// throttled passes bytes when their turn has come.
type throttled struct {
	ctx     context.Context // of the request they belong to
	limiter *rate.Limiter
}

// read reads at most one step, and waits for what it cost.
func (t throttled) read(r io.Reader, p []byte) (int, error) {
	n, err := r.Read(p[:min(len(p), step)])
	if wait := t.limiter.WaitN(t.ctx, n); wait != nil && err == nil {
		err = wait
	}
	return n, err
}

func (t throttled) write(w io.Writer, p []byte) (written int, err error) {
	for len(p) > 0 {
		part := p[:min(len(p), step)]
		if err := t.limiter.WaitN(t.ctx, len(part)); err != nil {
			return written, err
		}
		n, err := w.Write(part)
		written += n
		if err != nil {
			return written, err
		}
		p = p[len(part):]
	}
	return written, nil
}

type throttledBody struct {
	io.ReadCloser
	throttled
}

func (b throttledBody) Read(p []byte) (int, error) { return b.read(b.ReadCloser, p) }

type throttledWriter struct {
	http.ResponseWriter
	throttled
}

func (w *throttledWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *throttledWriter) Write(p []byte) (int, error) { return w.write(w.ResponseWriter, p) }

// Hijack has the connection that an upgrade takes over throttled as well.
func (w *throttledWriter) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	conn = &throttledConn{conn, w.throttled}
	if buffered.Reader.Buffered() == 0 { // else what has come already passes first
		buffered.Reader.Reset(conn)
	}
	buffered.Writer.Reset(conn)
	return conn, buffered, nil
}

type throttledConn struct {
	net.Conn
	throttled
}

func (c *throttledConn) Read(p []byte) (int, error)  { return c.read(c.Conn, p) }
func (c *throttledConn) Write(p []byte) (int, error) { return c.write(c.Conn, p) }

func (c *throttledConn) CloseWrite() error { return relay.CloseWrite(c.Conn) }

// Abort closes the connection so that the visitor can tell that it was broken off.
func (c *throttledConn) Abort() { relay.Abort(c.Conn) }
