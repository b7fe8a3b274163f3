package gateway

import (
	"compress/gzip"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

const (
	// minLength is the shortest body worth it: less is one packet either way.
	minLength = 1400
	// gzipLevel 4 makes of a megabyte of React 5.5 times less, at 24 MB/s on a
	// busy core; 1 makes 4.6 times less at 55 MB/s, and 6 5.9 times at 14 MB/s.
	// Most people send 1 to 5 MB/s.
	gzipLevel = 4
)

// Compress compresses text on its way to visitors who accept that, unless the
// handler did so itself or asked to leave it alone (Cache-Control:
// no-transform). What is flushed arrives at once. Events, parts of a file, and
// what is compressed by its nature pass as they are.
func Compress(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isUpgrade(r) {
			next.ServeHTTP(w, r)
			return
		}
		c := &compressor{ResponseWriter: w, accepted: acceptsGzip(r)}
		next.ServeHTTP(c, r)
		c.finish() // not on a panic: a broken answer must not look finished
	})
}

// compressor is an answer that may be compressed.
type compressor struct {
	http.ResponseWriter
	accepted bool
	began    bool
	gzip     *gzip.Writer // nil: as it is
}

// Unwrap lets http.ResponseController find what the writer can do.
func (c *compressor) Unwrap() http.ResponseWriter { return c.ResponseWriter }

func (c *compressor) WriteHeader(status int) {
	if status >= http.StatusOK && !c.began {
		c.begin(status)
	}
	c.ResponseWriter.WriteHeader(status)
}

func (c *compressor) Write(p []byte) (int, error) {
	if !c.began {
		if _, ok := c.Header()["Content-Type"]; !ok { // net/http would look at compressed bytes
			c.Header().Set("Content-Type", http.DetectContentType(p))
		}
		c.WriteHeader(http.StatusOK)
	}
	if c.gzip != nil {
		return c.gzip.Write(p)
	}
	return c.ResponseWriter.Write(p)
}

// FlushError sends what was written, for http.ResponseController.
func (c *compressor) FlushError() error {
	if !c.began {
		c.WriteHeader(http.StatusOK)
	}
	if c.gzip != nil {
		if err := c.gzip.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(c.ResponseWriter).Flush()
}

// Flush is FlushError for handlers that look for an http.Flusher.
func (c *compressor) Flush() { _ = c.FlushError() }

func (c *compressor) begin(status int) {
	c.began = true
	h := c.Header()
	if !compressible(status, h) {
		return
	}
	addVary(h)
	if !c.accepted {
		return
	}
	h.Set("Content-Encoding", "gzip")
	h.Del("Content-Length")
	h.Del("Accept-Ranges") // of the text, not of this
	if tag := h.Get("Etag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		h.Set("Etag", "W/"+tag) // the same text, not the same bytes
	}
	c.gzip = compressors.Get().(*gzip.Writer) // New makes nothing else
	c.gzip.Reset(c.ResponseWriter)
}

func (c *compressor) finish() {
	if c.gzip == nil {
		return
	}
	_ = c.gzip.Close() // a visitor who is gone is no error
	c.gzip.Reset(nil)
	compressors.Put(c.gzip)
}

// compressors have 0.8 MB each, which is why they are kept.
var compressors = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzipLevel) // the level is one
	return w
}}

func compressible(status int, h http.Header) bool {
	if status == http.StatusNoContent || status == http.StatusPartialContent || status == http.StatusNotModified {
		return false
	}
	if length := h.Get("Content-Length"); length != "" {
		if n, err := strconv.Atoi(length); err != nil || n < minLength {
			return false
		}
	}
	return h.Get("Content-Encoding") == "" && h.Get("Content-Range") == "" &&
		!hasToken(h["Cache-Control"], "no-transform") && isText(h.Get("Content-Type"))
}

// text are types that are not text/* and yet are text, or like it.
var text = []string{
	"application/javascript", "application/x-javascript", "application/json", "application/xml",
	"application/wasm", "application/manifest+json", "image/svg+xml", "image/bmp", "image/x-icon",
	"image/vnd.microsoft.icon", "font/ttf", "font/otf", "application/vnd.ms-fontobject",
}

func isText(contentType string) bool {
	kind := mediaType(contentType)
	switch {
	case kind == "text/event-stream":
		return false
	case strings.HasPrefix(kind, "text/"), strings.HasSuffix(kind, "+json"), strings.HasSuffix(kind, "+xml"):
		return true
	}
	return slices.Contains(text, kind)
}

// mediaType is a Content-Type without its parameters, in lower case.
func mediaType(contentType string) string {
	kind, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(kind))
}

func addVary(h http.Header) {
	if !hasToken(h["Vary"], "Accept-Encoding") && !hasToken(h["Vary"], "*") {
		h.Add("Vary", "Accept-Encoding")
	}
}

// acceptsGzip reports whether r's answer may be compressed: there is one with a
// body, and it is all of a file.
func acceptsGzip(r *http.Request) bool {
	return r.Method != http.MethodHead && r.Header.Get("Range") == "" &&
		hasToken(r.Header["Accept-Encoding"], "gzip")
}

// hasToken looks for an item in a list, its parameters aside; one with q=0 is
// not wanted.
func hasToken(values []string, token string) bool {
	for _, list := range values {
		for item := range strings.SplitSeq(list, ",") {
			name, _, _ := strings.Cut(item, ";")
			if !strings.EqualFold(strings.TrimSpace(name), token) {
				continue
			}
			return !isRefused(item)
		}
	}
	return false
}

func isRefused(item string) bool {
	_, params, _ := strings.Cut(item, ";")
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(name), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return err != nil || q <= 0
		}
	}
	return false
}
