package admin_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

const token = "the-token-of-this-test"

// newDesk is one on a fresh store, that writes to the log; change may give it
// more.
func newDesk(t *testing.T, log io.Writer, change ...func(*operator.Config)) *operator.Desk {
	t.Helper()
	s, err := store.Open(filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	names, err := registry.New(registry.Config{Keeper: registry.KeepIn(s), Hold: 1 << 40})
	if err != nil {
		t.Fatal(err)
	}
	cfg := operator.Config{
		Store: s, Names: names, Domain: "share.acme.dev", Version: "gotunneld test", Logger: slog.New(slog.NewTextHandler(log, nil)),
		Links: func(i wire.Invite) (web, app string) { return "web#" + i.Reveal(), "app#" + i.Reveal() },
	}
	for _, c := range change {
		c(&cfg)
	}
	return operator.New(cfg)
}

// start serves info on a free port and returns its URL. The end of the test
// checks that Serve returns nil once it is told to.
func start(t *testing.T, info admin.Info) string {
	t.Helper()
	listener, err := admin.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if info.Desk == nil {
		info.Desk = newDesk(t, io.Discard)
	}
	until(t, func(ctx context.Context) error { return admin.Serve(ctx, listener, token, info) })
	return "http://" + listener.Addr().String()
}

// until runs serve to the end of the test, which it ends without an error.
func until(t *testing.T, serve func(ctx context.Context) error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- serve(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// question is a request to be.
type question struct {
	method, url, body string
	header            map[string]string // Host too
}

func (q question) ask(t *testing.T, client *http.Client) (*http.Response, string) {
	t.Helper()
	if q.method == "" {
		q.method = http.MethodGet
	}
	request, err := http.NewRequestWithContext(t.Context(), q.method, q.url, strings.NewReader(q.body))
	if err != nil {
		t.Fatal(err)
	}
	for key, value := range q.header {
		request.Header.Set(key, value)
	}
	if host := q.header["Host"]; host != "" {
		request.Host = host
	}
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

// patient follows no redirects.
var direct = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

var bearer = map[string]string{"Authorization": "Bearer " + token}

func ask(t *testing.T, method, url string) (int, string) {
	t.Helper()
	response, body := question{method: method, url: url, header: bearer}.ask(t, direct)
	return response.StatusCode, body
}

func TestHealth(t *testing.T) {
	var reason atomic.Pointer[error]
	url := start(t, admin.Info{Healthy: func() error {
		if err := reason.Load(); err != nil {
			return *err
		}
		return nil
	}})
	if status, body := ask(t, http.MethodGet, url+"/healthz"); status != http.StatusOK || body != "ok\n" {
		t.Errorf("well: %d %q", status, body)
	}
	ill := errors.New("the disk is full")
	reason.Store(&ill)
	if status, body := ask(t, http.MethodGet, url+"/healthz"); status != http.StatusServiceUnavailable || body != "the disk is full\n" {
		t.Errorf("ill: %d %q", status, body)
	}
	if status, body := ask(t, http.MethodHead, url+"/healthz"); status != http.StatusServiceUnavailable || body != "" {
		t.Errorf("ill, HEAD: %d %q", status, body)
	}
}

func TestNothingElseIsAnswered(t *testing.T) {
	url := start(t, admin.Info{})
	tests := map[string]struct {
		method, path string
		want         int
	}{
		"health without a check":       {http.MethodGet, "/healthz", http.StatusOK},
		"metrics without a set":        {http.MethodGet, "/metrics", http.StatusOK},
		"posting":                      {http.MethodPost, "/healthz", http.StatusMethodNotAllowed},
		"a profile nobody asked for":   {http.MethodGet, "/debug/pprof/", http.StatusNotFound},
		"a path under one that exists": {http.MethodGet, "/healthz/x", http.StatusNotFound},
		"below the API":                {http.MethodGet, "/v1/", http.StatusNotFound},
		"another version":              {http.MethodGet, "/v2/status", http.StatusNotFound},
		"another method":               {http.MethodPut, "/v1/status", http.StatusMethodNotAllowed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if status, body := ask(t, tt.method, url+tt.path); status != tt.want {
				t.Errorf("%d %q, want %d", status, body, tt.want)
			}
		})
	}
}

func TestMetrics(t *testing.T) {
	set := metrics.NewSet()
	set.NewCounter(`test_total{kind="a"}`).Add(7)
	url := start(t, admin.Info{Metrics: set})
	_, body := ask(t, http.MethodGet, url+"/metrics")
	for _, line := range []string{"test_total{kind=\"a\"} 7\n", "process_open_fds ", "go_goroutines "} {
		if !strings.Contains(body, line) {
			t.Errorf("no %q in\n%s", line, body)
		}
	}
}

func TestListenOnlyInPrivate(t *testing.T) {
	tests := map[string]struct{ addr, want string }{
		"loopback":             {"127.0.0.1:0", ""},
		"loopback by name":     {"localhost:0", ""},
		"loopback, other form": {"[::ffff:127.0.0.1]:0", ""},
		"every address":        {":0", "others may reach every address"},
		"every IPv4 address":   {"0.0.0.0:0", "others may reach 0.0.0.0"},
		"every IPv6 address":   {"[::]:0", "others may reach ::"},
		"a public address":     {"192.0.2.1:0", "others may reach 192.0.2.1"},
		"no port":              {"127.0.0.1", "is not HOST:PORT"},
		"only a port":          {"9090", "is not HOST:PORT"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			listener, err := admin.Listen(t.Context(), tt.addr)
			if err == nil {
				defer listener.Close()
			}
			switch {
			case tt.want == "" && err != nil:
				t.Error(err)
			case tt.want == "" && !listener.Addr().(*net.TCPAddr).IP.IsLoopback():
				t.Errorf("listening on %v", listener.Addr())
			case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)):
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
}

// A head that never ends must not hold a connection for ever; the time-out is
// not waited for here, but the cap on its size is.
func TestHugeHeadIsRefused(t *testing.T) {
	url := start(t, admin.Info{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	head := "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 64<<10)
	go func() { _, _ = io.WriteString(conn, head) }() // the rest may be refused
	answer, _ := io.ReadAll(conn)
	if !bytes.HasPrefix(answer, []byte("HTTP/1.1 431 ")) {
		t.Errorf("answer %.60q, want 431", answer)
	}
}
