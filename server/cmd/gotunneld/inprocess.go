package main

import (
	"io"
	"net/http"
	"sync"
)

// inProcess is the way to a handler in this process.
type inProcess struct{ handler http.Handler }

// RoundTrip implements [http.RoundTripper]. The body of the answer is what the
// handler writes while it runs.
func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	body, pipe := io.Pipe()
	w := &pipedAnswer{pipe: pipe, header: http.Header{}, begun: make(chan struct{})}
	go w.run(p.handler, r)
	<-w.begun
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Header: w.header, Body: body, Request: r,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
	}, nil
}

// pipedAnswer is an [http.ResponseWriter].
type pipedAnswer struct {
	pipe   *io.PipeWriter
	header http.Header
	status int
	once   sync.Once
	begun  chan struct{}
}

// run serves the request. A handler that breaks off breaks the body off.
func (a *pipedAnswer) run(handler http.Handler, r *http.Request) {
	defer func() {
		reason := recover()
		if reason != nil && reason != http.ErrAbortHandler { //nolint:errorlint // it is panicked with as it is
			panic(reason)
		}
		a.WriteHeader(http.StatusOK)
		if reason != nil {
			a.pipe.CloseWithError(io.ErrUnexpectedEOF)
		} else {
			a.pipe.Close()
		}
	}()
	handler.ServeHTTP(a, r)
}

func (a *pipedAnswer) Header() http.Header { return a.header }

func (a *pipedAnswer) WriteHeader(status int) {
	a.once.Do(func() { a.status = status; close(a.begun) })
}

func (a *pipedAnswer) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.pipe.Write(b)
}
