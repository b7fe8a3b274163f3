package password

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
)

// writer keeps the app from setting our cookie, which would sign the visitor out.
// It has the methods below because each sends the header as it is at that moment.
type writer struct {
	http.ResponseWriter
	cookie string
	sent   bool // the header, so there is nothing more to drop
}

// Unwrap is for http.ResponseController.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *writer) WriteHeader(status int) {
	w.drop()
	w.sent = status >= 200 // before it come 1xx, each with a header of its own
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(p []byte) (int, error) {
	w.drop()
	w.sent = true
	return w.ResponseWriter.Write(p)
}

// ReadFrom lets the writer below copy as fast as it can.
func (w *writer) ReadFrom(r io.Reader) (int64, error) {
	w.drop()
	w.sent = true
	return io.Copy(w.ResponseWriter, r)
}

// Flush is for handlers that do not know http.ResponseController.
func (w *writer) Flush() { _ = w.FlushError() }

// FlushError is for http.ResponseController.
func (w *writer) FlushError() error {
	w.drop()
	w.sent = true
	return http.NewResponseController(w.ResponseWriter).Flush()
}

// Hijack is for handlers that do not know http.ResponseController.
func (w *writer) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(w.ResponseWriter).Hijack()
}

// drop takes our cookie out of what the app sets.
func (w *writer) drop() {
	const field = "Set-Cookie"
	h := w.Header()
	if w.sent || len(h[field]) == 0 {
		return
	}
	h[field] = slices.DeleteFunc(slices.Clone(h[field]), func(line string) bool {
		first, _, _ := strings.Cut(line, ";")
		name, _ := cutCookie(first)
		return name == w.cookie
	})
	if len(h[field]) == 0 {
		delete(h, field)
	}
}
