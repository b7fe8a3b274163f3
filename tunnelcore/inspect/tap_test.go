package inspect_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"gotunnel/tunnelcore/inspect"
)

func TestOffIsUntouched(t *testing.T) {
	dial := func(context.Context) (net.Conn, error) { return nil, nil }
	var off *inspect.Recorder
	if got := off.Tap(dial); reflect.ValueOf(got).Pointer() != reflect.ValueOf(dial).Pointer() {
		t.Error("without a recorder, dial is wrapped")
	}
}

func TestDialError(t *testing.T) {
	broken := errors.New("nothing listens")
	dial := new(inspect.Recorder).Tap(func(context.Context) (net.Conn, error) { return nil, broken })
	if conn, err := dial(t.Context()); !errors.Is(err, broken) || conn != nil {
		t.Errorf("got %v, %v, want no connection and %v", conn, err, broken)
	}
}

// Through net/http on both sides: the requests are as they were sent, in order,
// over kept-alive connections.
func TestRecords(t *testing.T) {
	s := newShare(t, &inspect.Recorder{}, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("X-Seen", r.Header.Get("X-Sent"))
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "got "+string(body))
	})
	for range 3 {
		if got := s.ask(t, "POST", "/a?b=c", "body", "X-Sent: yes"); got != "got body" {
			t.Errorf("the answer was %q", got)
		}
	}
	d := s.detail(t, 3, false)
	if d.ID != 3 || d.Method != http.MethodPost || d.Path != "/a?b=c" || d.Status != 418 || d.State != inspect.Done || d.Kind != inspect.HTTP {
		t.Errorf("got %+v", d.Summary)
	}
	if string(d.Request.Body.Data) != "body" || string(d.Response.Body.Data) != "got body" {
		t.Errorf("got bodies %q and %q", d.Request.Body.Data, d.Response.Body.Data)
	}
	if get(d.Request.Header, "X-Sent") != "yes" || get(d.Response.Header, "X-Seen") != "yes" || d.Request.Header[0].Name != "Host" {
		t.Errorf("got headers %v and %v", d.Request.Header, d.Response.Header)
	}
	if d.Up != d.Request.HeadSize+4 || d.Down != d.Response.HeadSize+8 || d.Request.HeadSize < 50 {
		t.Errorf("got %d bytes up and %d down", d.Up, d.Down)
	}
	if d.Started.IsZero() || d.Took <= 0 || d.Sent < 0 || d.FirstByte <= 0 || d.FirstByte > d.Took {
		t.Errorf("got times %v, %v, %v", d.Sent, d.FirstByte, d.Took)
	}
}

// The tap is above TLS, so it sees what the app sees.
func TestAppWithTLS(t *testing.T) {
	app := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "secure")
	}))
	t.Cleanup(app.Close)
	config := app.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
	config.NextProtos, config.ServerName = []string{"http/1.1"}, "example.com"
	s := &share{r: &inspect.Recorder{}, app: app}
	s.dial = s.r.Tap(func(ctx context.Context) (net.Conn, error) {
		return (&tls.Dialer{Config: config}).DialContext(ctx, "tcp", app.Listener.Addr().String())
	})
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return s.dial(ctx) }}
	t.Cleanup(transport.CloseIdleConnections)
	s.client = &http.Client{Transport: transport}
	app.URL = strings.Replace(app.URL, "https:", "http:", 1)
	if got := s.ask(t, "GET", "/", ""); got != "secure" {
		t.Errorf("the answer was %q", got)
	}
	if d := s.detail(t, 1, false); string(d.Response.Body.Data) != "secure" {
		t.Errorf("got %+v", d)
	}
}

// A stream that goes on can be read so far.
func TestEventsWhileRunning(t *testing.T) {
	proceed := make(chan struct{})
	s := newShare(t, &inspect.Recorder{}, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, "data: 1\n\n")
		_ = http.NewResponseController(w).Flush()
		<-proceed
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, s.app.URL, nil)
	resp, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	_, _ = io.ReadFull(resp.Body, make([]byte, 9))
	s.until(t, "the first event", func([]inspect.Summary) bool {
		d, ok := s.r.Request(1, false)
		return ok && string(d.Response.Body.Data) == "data: 1\n\n" && d.State == inspect.Running && d.Kind == inspect.SSE
	})
	cancel() // the visitor leaves
	close(proceed)
	if d := s.settled(t, 1); d.State != inspect.Done || d.Kind != inspect.SSE {
		t.Errorf("got %+v", d)
	}
}

// Memory does not grow with what passes, in either direction, and nothing but
// the beginning is kept.
func TestLongTransfers(t *testing.T) {
	size := int64(2 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	tests := []struct {
		name   string
		app    http.HandlerFunc
		upload int64
	}{
		{name: "download", app: send(size)},
		{name: "download in chunks", app: send(-size / 4)},
		{name: "upload", app: swallow, upload: size},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := &inspect.Recorder{}
			s := newShare(t, r, test.app)
			peak := peakHeap(t, func() {
				s.transfer(t, test.upload)
			})
			if limit := uint64(64 << 20); peak > limit {
				t.Errorf("the heap grew to %d MiB", peak>>20)
			}
			d := s.detail(t, 1, true)
			body := d.Response.Body
			if test.upload > 0 {
				body = d.Request.Body
			}
			if d.State == inspect.Done && (!body.Truncated || body.Size < size/4 || len(body.Data) > 1<<20) {
				t.Errorf("got a body of %d bytes, %d kept, truncated %v", body.Size, len(body.Data), body.Truncated)
			}
			if d.State != inspect.Done && test.name != "download in chunks" { // chunks may be lost to a busy machine
				t.Errorf("got %+v", d.Summary)
			}
		})
	}
}

// peakHeap runs f and looks at the heap meanwhile.
func peakHeap(t *testing.T, f func()) (peak uint64) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
		select {
		case <-done:
			return peak
		case <-tick.C:
		}
	}
}

func (s *share) transfer(t *testing.T, upload int64) {
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.app.URL, &zeros{upload})
	req.ContentLength = upload
	resp, err := s.client.Do(req)
	if err != nil {
		t.Error(err)
		return
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		t.Error(err)
	}
}
