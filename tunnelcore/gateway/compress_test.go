package gateway_test

import (
	"cmp"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

func TestCompress(t *testing.T) {
	text := strings.Repeat("all work and no play. ", 200)
	tests := []struct {
		name    string
		accept  string
		header  string // of the answer, a line each
		length  int    // of the body; 0: all of text
		method  string
		request string // one more header
		zipped  bool
		vary    string
	}{
		{name: "HTML", accept: "gzip, deflate, br", header: "Content-Type: text/html; charset=utf-8", zipped: true, vary: "Accept-Encoding"},
		{name: "JSON", accept: "GZIP;q=0.5", header: "Content-Type: application/problem+json", zipped: true, vary: "Accept-Encoding"},
		{name: "with Vary", accept: "gzip", header: "Content-Type: text/css\nVary: Origin", zipped: true, vary: "Origin, Accept-Encoding"},
		{name: "with its Vary", accept: "gzip", header: "Content-Type: text/css\nVary: origin, accept-encoding", zipped: true, vary: "origin, accept-encoding"},
		{name: "not accepted", accept: "br", header: "Content-Type: text/html", vary: "Accept-Encoding"},
		{name: "refused", accept: "gzip;q=0, br", header: "Content-Type: text/html", vary: "Accept-Encoding"},
		{name: "nothing accepted", header: "Content-Type: text/html", vary: "Accept-Encoding"},
		{name: "HEAD", accept: "gzip", method: http.MethodHead, header: "Content-Type: text/html", vary: "Accept-Encoding"},
		{name: "range asked for", accept: "gzip", request: "Range: bytes=0-9", header: "Content-Type: text/html", vary: "Accept-Encoding"},
		{name: "range given", accept: "gzip", header: "Content-Type: text/html\nContent-Range: bytes 0-1/2"},
		{name: "compressed by the app", accept: "gzip", header: "Content-Type: text/html\nContent-Encoding: br"},
		{name: "no-transform", accept: "gzip", header: "Content-Type: text/html\nCache-Control: public, no-transform"},
		{name: "picture", accept: "gzip", header: "Content-Type: image/png"},
		{name: "no type", accept: "gzip"},
		{name: "events", accept: "gzip", header: "Content-Type: text/event-stream;charset=utf-8"},
		{name: "gRPC-web", accept: "gzip", header: "Content-Type: application/grpc-web-text"},
		{name: "small", accept: "gzip", header: "Content-Type: text/html", length: 1000},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			body := text
			if test.length > 0 {
				body = text[:test.length]
			}
			s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = nil
				for line := range strings.Lines(test.header) {
					name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
					w.Header().Set(name, value)
				}
				w.Header().Set("Etag", `"x"`)
				w.Header().Set("Accept-Ranges", "bytes")
				w.Header().Set("Content-Length", strconv.Itoa(len(body)))
				_, _ = io.WriteString(w, body)
			}), nil, gateway.Compress)
			method := cmp.Or(test.method, http.MethodGet)
			res := s.do(method, "/", nil, "Accept-Encoding: "+test.accept, cmp.Or(test.request, "X: "))
			got := readAll(t, res.Body)
			etag, ranges, length := `"x"`, "bytes", int64(len(body))
			if test.zipped {
				etag, ranges, length = `W/"x"`, "", -1
				if len(got) > len(body)/10 {
					t.Errorf("%d bytes of %d are left", len(got), len(body))
				}
				got = unzip(t, got)
			}
			if method == http.MethodHead {
				body = ""
			}
			if got != body {
				t.Errorf("got %q", got)
			}
			if zipped := res.Header.Get("Content-Encoding") == "gzip"; zipped != test.zipped {
				t.Errorf("compressed: %v", zipped)
			}
			h := res.Header
			if e, r, v := h.Get("Etag"), h.Get("Accept-Ranges"), strings.Join(h["Vary"], ", "); e != etag || r != ranges || v != test.vary {
				t.Errorf("Etag %s, Accept-Ranges %q, Vary %q", e, r, v)
			}
			if res.ContentLength != length {
				t.Errorf("length %d, want %d", res.ContentLength, length)
			}
		})
	}
}

func unzip(t *testing.T, s string) string {
	t.Helper()
	r, err := gzip.NewReader(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return readAll(t, r)
}

// Compressed text arrives as it is written, too.
func TestCompressedStream(t *testing.T) {
	next := make(chan struct{})
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/x-component")
		for i := range 3 {
			fmt.Fprintf(w, "line %d\n", i)
			_ = http.NewResponseController(w).Flush()
			<-next
		}
	}), nil, gateway.Compress)
	res := s.do(http.MethodGet, "/", nil, "Accept-Encoding: gzip")
	r, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		want := fmt.Sprintf("line %d\n", i)
		got := make([]byte, len(want))
		if _, err := io.ReadFull(r, got); err != nil || string(got) != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
		next <- struct{}{}
	}
	if rest := readAll(t, r); rest != "" {
		t.Errorf("then %q", rest)
	}
}
