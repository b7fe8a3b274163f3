package gateway_test

import (
	"io"
	"net/http"
	"runtime"
	"strconv"
	"testing"
)

// bulk is far more than the process may use for moving it.
const (
	bulk   = 256 << 20
	memory = 16 << 20
)

// zeros is a body of n bytes.
func zeros(n int64) io.Reader { return io.LimitReader(zero{}, n) }

type zero struct{}

func (zero) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Large bodies take no more memory than small ones.
func TestBulk(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			_, _ = io.Copy(w, zeros(bulk))
			return
		}
		n, _ := io.Copy(io.Discard, r.Body)
		_, _ = io.WriteString(w, strconv.FormatInt(n, 10))
	}), nil, nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if n, err := io.Copy(io.Discard, s.do(http.MethodGet, "/", nil).Body); n != bulk || err != nil {
		t.Errorf("%d bytes came down, %v", n, err)
	}
	if got := readAll(t, s.do(http.MethodPost, "/", zeros(bulk)).Body); got != strconv.Itoa(bulk) {
		t.Errorf("%s bytes went up", got)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > memory {
		t.Errorf("%d MiB allocated for %d MiB each way", got>>20, bulk>>20)
	}
}
