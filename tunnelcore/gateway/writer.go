package gateway

import "net/http"

// headWriter calls before, once, when the head of an answer is about to go out.
// Early hints pass.
type headWriter struct {
	http.ResponseWriter
	before func(http.Header)
	began  bool
}

// Unwrap lets http.ResponseController find what the writer can do.
func (w *headWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *headWriter) WriteHeader(status int) {
	if status >= http.StatusOK {
		w.begin()
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *headWriter) Write(p []byte) (int, error) {
	w.begin()
	return w.ResponseWriter.Write(p)
}

// FlushError sends what was written, for http.ResponseController.
func (w *headWriter) FlushError() error {
	w.begin()
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Flush is FlushError for handlers that look for an http.Flusher.
func (w *headWriter) Flush() { _ = w.FlushError() }

func (w *headWriter) begin() {
	if !w.began {
		w.began = true
		w.before(w.Header())
	}
}
