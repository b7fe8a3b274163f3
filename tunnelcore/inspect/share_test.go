package inspect_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore/inspect"
)

// share is an app with a client whose connections a recorder taps.
type share struct {
	app    *httptest.Server
	client *http.Client
	dial   func(context.Context) (net.Conn, error)
	r      *inspect.Recorder
}

func newShare(t testing.TB, r *inspect.Recorder, app http.HandlerFunc) *share {
	t.Helper()
	s := &share{app: httptest.NewServer(app), r: r}
	t.Cleanup(s.app.Close)
	addr := s.app.Listener.Addr().String()
	s.dial = r.Tap(func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	})
	transport := &http.Transport{
		DialContext:        func(ctx context.Context, _, _ string) (net.Conn, error) { return s.dial(ctx) },
		DisableCompression: true,
	}
	t.Cleanup(transport.CloseIdleConnections)
	s.client = &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s
}

// ask sends a request with fields such as "Cookie: a=b" and returns the answer.
func (s *share) ask(t testing.TB, method, path, body string, fields ...string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.app.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		name, value, _ := strings.Cut(f, ": ")
		req.Header.Add(name, value)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}

// until waits until the list of requests is as wanted. It waits for events.
func (s *share) until(t testing.TB, what string, wanted func([]inspect.Summary) bool) []inspect.Summary {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	changes := s.r.Watch(ctx)
	for {
		if list := s.r.Requests(); wanted(list) {
			return list
		}
		if _, ok := <-changes; !ok {
			t.Fatalf("waited in vain for %s; there are %+v", what, s.r.Requests())
		}
	}
}

// settled waits until n requests are over, and returns the last.
func (s *share) settled(t testing.TB, n int) inspect.Summary {
	t.Helper()
	list := s.until(t, "requests to end", func(list []inspect.Summary) bool {
		over := 0
		for _, r := range list {
			if r.State != inspect.Running {
				over++
			}
		}
		return over >= n
	})
	return list[len(list)-1]
}

// detail is the last request, in detail.
func (s *share) detail(t testing.TB, n int, reveal bool) inspect.Detail {
	t.Helper()
	d, ok := s.r.Request(s.settled(t, n).ID, reveal)
	if !ok {
		t.Fatal("the request is gone")
	}
	return d
}

func get(fields []inspect.Field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}
