package e2e

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// visitor is a program that opens links of s, keeping connections alive. It
// finds every name at the server without DNS.
func visitor(s *server) *http.Client {
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", s.addr)
			},
		},
	}
}

// answer is what a visitor got.
type answer struct {
	status int
	header http.Header
	body   string
}

// open is one GET, with header fields as "Name", "value" pairs.
func open(ctx context.Context, client *http.Client, url string, fields ...string) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i < len(fields); i += 2 {
		req.Header.Set(fields[i], fields[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(body)}, err
}

// mustOpen is open for an answer that has to come.
func mustOpen(t *testing.T, client *http.Client, url string, fields ...string) answer {
	t.Helper()
	a, err := open(t.Context(), client, url, fields...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// shows reports why the page at url is not 200 with this body.
func shows(ctx context.Context, client *http.Client, url, body string) error {
	a, err := open(ctx, client, url)
	if err != nil {
		return err
	}
	if a.status != http.StatusOK || a.body != body {
		return fmt.Errorf("%s answers %d %q, want 200 %q", url, a.status, a.body, body)
	}
	return nil
}

// mustShow fails the test unless the page at url is 200 with this body.
func mustShow(t *testing.T, client *http.Client, url, body string) {
	t.Helper()
	if err := shows(t.Context(), client, url, body); err != nil {
		t.Fatal(err)
	}
}

// eventually tries until f succeeds, for conditions that nothing announces.
func eventually(t *testing.T, f func() error) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for end := time.Now().Add(patience); ; <-again.C {
		err := f()
		if err == nil {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("after %v: %v", patience, err)
		}
	}
}
