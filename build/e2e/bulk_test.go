package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"
)

// bulk is more than a 32-bit counter of bytes with a sign can hold.
const bulk = 2 << 30

// 2 GiB each way arrive whole, and neither program keeps them in memory.
func TestBulk(t *testing.T) {
	t.Parallel()
	t.Run("gateway", func(t *testing.T) { testBulk(t) })
	t.Run("raw", func(t *testing.T) { testBulk(t, "--raw") })
}

func testBulk(t *testing.T, options ...string) {
	s := serve(t)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, hash(t, r.Body)) })
	mux.HandleFunc("GET /", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, noise()) })
	c := s.share(append(options, "bulk="+portOf(t, app(t, mux)))...)
	client := patient(s)

	sent := sha256.New()
	began := time.Now()
	resp, err := client.Post(s.url("bulk"), "application/octet-stream", io.TeeReader(noise(), sent))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	want := hex.EncodeToString(sent.Sum(nil))
	if got, err := io.ReadAll(resp.Body); err != nil || string(got) != want {
		t.Errorf("the app got %q (%v), want SHA-256 %s", got, err, want)
	}
	report(t, "up", began)

	began = time.Now()
	resp, err = client.Get(s.url("bulk"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if got := hash(t, resp.Body); got != want {
		t.Errorf("the visitor got SHA-256 %s, want %s", got, want)
	}
	report(t, "down", began)

	checkMemory(t, s.process)
	checkMemory(t, c.process)
}

// noise is the same bulk of bytes each time, in no memory.
func noise() io.Reader { return io.LimitReader(rand.NewChaCha8([32]byte{}), bulk) }

func hash(t *testing.T, r io.Reader) string {
	h := sha256.New()
	if n, err := io.Copy(h, r); err != nil || n != bulk {
		t.Errorf("%d bytes arrived (%v), want %d", n, err, bulk)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func report(t *testing.T, way string, began time.Time) {
	t.Helper()
	took := time.Since(began)
	t.Logf("2 GiB %s in %v: %.0f MB/s, making and hashing them included", way, took.Round(time.Millisecond), bulk/1e6/took.Seconds())
}
