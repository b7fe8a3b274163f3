package pages_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// link is a real server for one link: it answers with one handler until
// [link.turn] gives it another.
type link struct {
	*httptest.Server
	requests chan string // "METHOD uri", in the order they came
	opened   chan string // the address at which a browser has opened the app

	mu  sync.Mutex
	now http.HandlerFunc
}

func newLink(t *testing.T, now http.HandlerFunc) *link {
	l := &link{requests: make(chan string, 1000), opened: make(chan string, 10), now: now}
	l.Server = httptest.NewServer(l)
	t.Cleanup(l.Close)
	return l
}

func (l *link) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/form": // its whole window is a button that posts to /order
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<link rel=icon href="data:,"><form method=post action="/order?n=1"><button style="position:fixed;inset:0">`)
		return
	case "/opened":
		address, _ := io.ReadAll(r.Body)
		l.opened <- string(address)
		return
	}
	l.mu.Lock()
	now := l.now // who knows of the request may turn to the next already
	l.mu.Unlock()
	l.requests <- r.Method + " " + r.URL.RequestURI()
	now(w, r)
}

func (l *link) turn(now http.HandlerFunc) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.now = now
}

// app reports its address to the link.
func app(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, `<link rel=icon href="data:,"><script>fetch("/opened", {method: "POST", body: location.href})</script>`)
}

// expect waits for the next request.
func (l *link) expect(t *testing.T, want string) {
	t.Helper()
	if got := receive(t, l.requests); got != want {
		t.Fatalf("the link got %q, want %q", got, want)
	}
}

// expectAfter waits for a request, past any number of another.
func (l *link) expectAfter(t *testing.T, skip, want string) {
	t.Helper()
	got := skip
	for got == skip {
		got = receive(t, l.requests)
	}
	if got != want {
		t.Fatalf("the link got %q, want %q", got, want)
	}
}

// drain forgets the requests so far and returns how many there were.
func (l *link) drain() (n int) {
	for {
		select {
		case <-l.requests:
			n++
		default:
			return n
		}
	}
}

func receive[T any](t *testing.T, from <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-from:
	case <-time.After(30 * time.Second): // only so that a failure ends
		t.Fatal("the browser did nothing for 30 s")
	}
	return v
}
