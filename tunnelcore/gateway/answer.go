package gateway

import (
	"maps"
	"net/http"
	"strconv"
)

// answer passes the app's answer on to the visitor, without what net/http would
// do to it on its own.
type answer struct {
	http.ResponseWriter
	// preset are headers that the handlers around have set. An early hint
	// clears them.
	preset http.Header
	length int64 // what is still to come of a body of known length
}

func newAnswer(w http.ResponseWriter) *answer {
	a := &answer{ResponseWriter: w}
	if h := w.Header(); len(h) > 0 {
		a.preset = maps.Clone(h)
	}
	return a
}

// Unwrap lets http.ResponseController find what the writer can do.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// WriteHeader passes all but the app's 100 Continue: net/http writes one of its
// own when the body is first asked for, which that makes happen at the same
// moment, on another goroutine.
func (a *answer) WriteHeader(status int) {
	if status == http.StatusContinue {
		return
	}
	if status >= http.StatusOK {
		a.complete(a.Header())
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) complete(h http.Header) {
	for name, values := range a.preset {
		if _, ok := h[name]; !ok {
			h[name] = values
		}
	}
	if _, ok := h["Content-Type"]; !ok {
		h["Content-Type"] = nil // keeps net/http from guessing
	}
	if length := h.Get("Content-Length"); length != "" {
		a.length, _ = strconv.ParseInt(length, 10, 64) // 0 does no harm
	}
}

// Write sends a part of the body. The app has not written more than that yet,
// so unless it is all there is, it goes out at once. (ReverseProxy does that
// for bodies of unknown length.)
func (a *answer) Write(p []byte) (int, error) {
	n, err := a.ResponseWriter.Write(p)
	if a.length -= int64(n); a.length > 0 && err == nil {
		err = http.NewResponseController(a.ResponseWriter).Flush()
	}
	return n, err
}
