package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	// maxIdle connections to the app are kept for the next request. A
	// connection for every request overruns development servers.
	maxIdle = 256
	// idleTimeout of those is below Node's, which closes them after 5 s: a
	// request that crosses with that can't always be sent again.
	idleTimeout = 4 * time.Second
	// continueTimeout is how long an upload waits for the app's 100 Continue,
	// which not every server sends.
	continueTimeout = time.Second
	// maxAnswerHead bounds the head of an answer. Node allows 16 KiB, most
	// others less than a MiB.
	maxAnswerHead = 1 << 20
	// copyBuffer is the size of one step of a body; smaller ones cost
	// throughput, larger ones many small requests.
	copyBuffer = 64 << 10
)

// transport sends requests to the app: not too many at once, and again if the
// app was away for a moment.
type transport struct {
	app   *app
	slots slots
	http  *http.Transport
}

func newTransport(a *app) *transport {
	return &transport{
		app:   a,
		slots: make(slots, maxInFlight),
		http: &http.Transport{
			DialContext:            func(ctx context.Context, _, _ string) (net.Conn, error) { return a.dial(ctx) },
			Proxy:                  nil, // the environment's is for the way out
			DisableCompression:     true,
			MaxIdleConns:           maxIdle,
			MaxIdleConnsPerHost:    maxIdle,
			IdleConnTimeout:        idleTimeout,
			ExpectContinueTimeout:  continueTimeout,
			MaxResponseHeaderBytes: maxAnswerHead,
			// No ResponseHeaderTimeout: a first page may be compiled for
			// many seconds, and a poll may be answered in minutes.
		},
	}
}

// RoundTrip sends a request. While the app is missing the request waits, but
// not longer than an absence may take, and not if it is half sent or only
// wants a WebSocket: who opens those tries again by himself.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	r, body := keepBody(r)
	deadline := time.Time{}
	for tries := 1; ; tries++ {
		res, err := t.try(r)
		if tries == 1 && cutOff(err) && safe(r) {
			continue // if the app is restarting, the next try finds it missing
		}
		var away *awayError
		if err == nil || !errors.As(err, &away) || isUpgrade(r) || body.used() {
			return res, err
		}
		if deadline.IsZero() {
			deadline = time.Now().Add(t.app.patience)
		}
		if !t.app.wait(r.Context(), away.absence) || time.Now().After(deadline) {
			return nil, err
		}
	}
}

// cutOff tells that the app's connection ended before an answer, as it does for
// requests that were under way when an app was stopped.
func cutOff(err error) bool {
	_, network := errors.AsType[*net.OpError](err)
	_, missing := errors.AsType[*awayError](err)
	return !missing && (network || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF))
}

// safe tells that a request may be sent twice, RFC 9110 section 9.2.2.
func safe(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && (r.Body == nil || r.Body == http.NoBody) &&
		!isUpgrade(r) && r.Context().Err() == nil
}

func (t *transport) try(r *http.Request) (*http.Response, error) {
	if err := t.slots.take(r.Context()); err != nil {
		return nil, err
	}
	longer := time.AfterFunc(longRequest, t.slots.leave)
	res, err := t.http.RoundTrip(r)
	if longer.Stop() {
		t.slots.leave()
	}
	return res, err
}

func (t *transport) close() {
	t.app.close()
	t.http.CloseIdleConnections()
}

// buffers are what bodies are copied with.
var buffers bufferPool

type bufferPool struct{ sync.Pool }

func (p *bufferPool) Get() []byte {
	if b, ok := p.Pool.Get().(*[copyBuffer]byte); ok {
		return b[:]
	}
	return make([]byte, copyBuffer)
}

func (p *bufferPool) Put(b []byte) { p.Pool.Put((*[copyBuffer]byte)(b)) }
