package e2e

import (
	"net/http"
	"net/http/httptrace"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The sharer's computer sleeps for a minute, longer than the server waits for a
// sign of life. Visitors wait a while, then read that it sleeps; the link works
// again by itself, also for who waits at that moment.
func TestAsleep(t *testing.T) {
	t.Parallel()
	s := serve(t)
	c := s.share("nap=" + portOf(t, app(t, says("awake"))))
	client := visitor(s)
	mustShow(t, client, s.url("nap"), "awake")

	c.signal(syscall.SIGSTOP)
	wakes := time.NewTimer(time.Minute)
	early := inBackground(func() error { return shows(t.Context(), patient(s), s.url("nap"), "awake") })
	s.await("session ended")
	if err := <-early; err == nil || !strings.Contains(err.Error(), "This preview is paused.") {
		t.Errorf("who came when it had just fallen asleep: %v", err)
	}
	page := mustOpen(t, patient(s), s.url("nap"))
	if page.status != http.StatusServiceUnavailable || page.header.Get("Retry-After") != "10" ||
		!strings.Contains(page.body, "This preview is paused.") {
		t.Errorf("while the computer sleeps, visitors get %d %v\n%s", page.status, page.header, page.body)
	}

	<-wakes.C
	waits := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		WroteRequest: func(httptrace.WroteRequestInfo) { c.signal(syscall.SIGCONT) },
	})
	if err := shows(waits, visitor(s), s.url("nap"), "awake"); err != nil {
		t.Errorf("who waits when the computer wakes up: %v", err)
	}
	if again := c.next("live"); again.URL != c.url {
		t.Errorf("after the sleep the link is %s, was %s", again.URL, c.url)
	}
	mustShow(t, client, s.url("nap"), "awake")
}

// patient is a visitor who waits as long as it takes.
func patient(s *server) *http.Client {
	client := visitor(s)
	client.Timeout = 0
	return client
}

func inBackground(f func() error) <-chan error {
	result := make(chan error, 1)
	go func() { result <- f() }()
	return result
}
