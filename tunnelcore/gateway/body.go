package gateway

import (
	"errors"
	"io"
	"net/http"
	"sync/atomic"
)

// body is a request's body that can be sent by a second try as long as the
// first did not read any of it.
type body struct {
	io.Reader
	read atomic.Bool
}

// keepBody gives r a body that outlives a try; nil if it has none. Closing the
// original is left to its owner, the http.Server.
func keepBody(r *http.Request) (*http.Request, *body) {
	if r.Body == nil || r.Body == http.NoBody {
		return r, nil
	}
	b := &body{Reader: r.Body}
	r = r.WithContext(r.Context()) // a RoundTripper changes no request of others
	r.Body = b
	r.GetBody = b.again
	return r, b
}

var errUsed = errors.New("a part of the body was sent already")

func (b *body) again() (io.ReadCloser, error) {
	if b.used() {
		return nil, errUsed
	}
	return b, nil
}

func (b *body) Read(p []byte) (int, error) {
	b.read.Store(true)
	return b.Reader.Read(p)
}

// Close does nothing: it would close the visitor's body after a failed try.
func (b *body) Close() error { return nil }

func (b *body) used() bool { return b != nil && b.read.Load() }
