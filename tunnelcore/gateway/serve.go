package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// headTimeout is what the server allows a visitor for the head of a
	// request.
	headTimeout = 10 * time.Second
	// keepTimeout is how long a visitor's connection is kept between two
	// requests. Browsers keep theirs for five minutes; an idle one costs
	// some 30 KiB on this computer.
	keepTimeout = 12 * time.Minute
	// maxHead is four times what the server lets through.
	maxHead = 64 << 10
	// grace is what answers get to be finished at the end. Who stops a share
	// waits for it whenever a visitor's page has a stream of events open.
	grace = time.Second
)

// Serve answers visitors from ln by h until ctx ends, which returns nil, or
// until Accept fails, which returns Accept's error. At the end answers under
// way get a second; then what is still open is broken off, WebSockets too, and
// every request's context ends. It closes ln, and returns when no handler runs
// any more.
//
// There is no limit to how long a request or its answer may take. A panic in h
// is logged to slog's default logger.
func Serve(ctx context.Context, ln net.Listener, h http.Handler) error {
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	handlers := &handlers{next: h}
	srv := &http.Server{
		Handler:                      handlers,
		BaseContext:                  func(net.Listener) context.Context { return base },
		DisableGeneralOptionsHandler: true, // "OPTIONS *" is the app's
		ReadHeaderTimeout:            headTimeout,
		IdleTimeout:                  keepTimeout,
		MaxHeaderBytes:               maxHead,
		ErrorLog:                     slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	late := newLateClose(ln)
	var running sync.WaitGroup
	running.Go(late.run)
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		shutdown(base, srv)
	})
	err := srv.Serve(late)
	if !stop() {
		<-stopped
	}
	_ = late.Close()
	_ = ln.Close() // only now: a tunnel that ends takes its visitors with it
	_ = srv.Close()
	cancel() // ends streams and WebSockets, which watch their request's context
	running.Wait()
	handlers.wait()
	if ctx.Err() != nil || errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// shutdown takes no further connections, and waits a while for the answers
// under way. What outlasts that is the caller's to break off.
func shutdown(ctx context.Context, srv *http.Server) {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	_ = srv.Shutdown(ctx)
}

// lateClose is a listener that, closed, only stops accepting.
type lateClose struct {
	net.Listener
	accepted chan net.Conn
	failed   chan struct{} // closed after err was set
	err      error
	closed   chan struct{}
	once     sync.Once
}

func newLateClose(ln net.Listener) *lateClose {
	return &lateClose{
		Listener: ln, accepted: make(chan net.Conn),
		failed: make(chan struct{}), closed: make(chan struct{}),
	}
}

// run takes in connections until the real listener is closed. Those that come
// after Close are closed too.
func (l *lateClose) run() {
	defer close(l.failed)
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			l.err = err
			return
		}
		select {
		case l.accepted <- conn:
		case <-l.closed:
			_ = conn.Close()
		}
	}
}

func (l *lateClose) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *lateClose) Accept() (net.Conn, error) {
	select {
	case conn := <-l.accepted:
		return conn, nil
	case <-l.failed:
		return nil, l.err
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// handlers counts the requests that run: http.Server forgets those that took
// their connection over, as WebSockets do.
type handlers struct {
	next http.Handler

	mu     sync.Mutex
	closed bool
	wg     sync.WaitGroup
}

func (h *handlers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.enter() {
		panic(http.ErrAbortHandler) // closes the connection without a word
	}
	defer h.wg.Done()
	if isUpgrade(r) {
		w = &hijacker{w, r}
	}
	h.next.ServeHTTP(w, r)
}

func (h *handlers) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.wg.Add(1)
	}
	return !h.closed
}

func (h *handlers) wait() {
	h.mu.Lock()
	h.closed = true
	h.mu.Unlock()
	h.wg.Wait()
}
