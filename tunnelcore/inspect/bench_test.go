package inspect_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"gotunnel/tunnelcore/inspect"
)

// BenchmarkTap compares a client of an app without and with the recorder, in
// turns, so that what else the machine does hits both. "on/off" is the median
// of the rounds' ratios.
func BenchmarkTap(b *testing.B) {
	small := func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a small answer\n") }
	tests := []struct {
		name    string
		app     http.HandlerFunc
		clients int
		upload  int64
	}{
		{name: "requests", app: small, clients: 32},
		{name: "requests one by one", app: small, clients: 1},
		{name: "page of 20 kB", app: send(20_000), clients: 8},
		{name: "download", app: send(64 << 20), clients: 1},
		{name: "download in chunks", app: send(-64 << 20), clients: 1},
		{name: "upload", app: swallow, clients: 1, upload: 64 << 20},
	}
	for _, test := range tests {
		b.Run(test.name, func(b *testing.B) {
			app := httptest.NewServer(test.app)
			defer app.Close()
			off := newLoad(app.Listener.Addr().String(), nil, test.upload)
			on := newLoad(app.Listener.Addr().String(), &inspect.Recorder{}, test.upload)
			compare(b, off, on, test.clients)
		})
	}
}

// compare runs b.N requests in rounds, each once without and once with.
func compare(b *testing.B, off, on *load, clients int) {
	defer off.client.CloseIdleConnections()
	defer on.client.CloseIdleConnections()
	var ratios []float64
	perRound := max(clients, min(b.N/20, 2000))
	for done := 0; done < b.N; done += perRound {
		first, second := off, on
		if len(ratios)%2 == 1 {
			first, second = on, off
		}
		first.run(b, clients, perRound)
		second.run(b, clients, perRound)
		ratios = append(ratios, float64(off.took)/float64(on.took))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "on/off")
	b.ReportMetric(off.rate(), "off-req/s")
	b.ReportMetric(on.rate(), "on-req/s")
}

// load asks one app.
type load struct {
	client *http.Client
	url    string
	upload int64
	took   time.Duration // of the last round
	total  time.Duration
	asked  int
}

func newLoad(addr string, r *inspect.Recorder, upload int64) *load {
	dial := r.Tap(func(ctx context.Context) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	})
	transport := &http.Transport{
		DialContext:         func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) },
		MaxIdleConnsPerHost: 256, ReadBufferSize: 64 << 10, WriteBufferSize: 64 << 10,
		DisableCompression: true,
	}
	return &load{client: &http.Client{Transport: transport}, url: "http://" + addr + "/page?n=", upload: upload}
}

func (l *load) rate() float64 { return float64(l.asked) / l.total.Seconds() }

func (l *load) run(b *testing.B, clients, requests int) {
	began := time.Now()
	var wg sync.WaitGroup
	for range clients {
		wg.Go(func() {
			for i := range requests / clients {
				l.ask(b, i)
			}
		})
	}
	wg.Wait()
	l.took = time.Since(began)
	l.total += l.took
	l.asked += requests / clients * clients
}

func (l *load) ask(b *testing.B, i int) {
	method, body := http.MethodGet, io.Reader(nil)
	if l.upload > 0 {
		method, body = http.MethodPost, &zeros{l.upload}
	}
	req, err := http.NewRequestWithContext(b.Context(), method, l.url+strconv.Itoa(i), body)
	if err != nil {
		b.Error(err)
		return
	}
	req.ContentLength = l.upload
	for _, name := range []string{"Accept", "Accept-Language", "Referer", "Sec-Ch-Ua", "Sec-Fetch-Dest", "X-Forwarded-For"} {
		req.Header.Set(name, "some value as long as browsers send")
	}
	resp, err := l.client.Do(req)
	if err != nil {
		b.Error(err)
		return
	}
	defer resp.Body.Close()
	if err := move(io.Discard, resp.Body); err != nil {
		b.Error(err)
	}
}

// move copies with a buffer that is not garbage afterwards.
func move(w io.Writer, r io.Reader) error {
	buf := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buf)
	_, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, buf[:])
	return err
}

var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// send answers with n bytes, in chunks if n is negative.
func send(n int64) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if n > 0 {
			w.Header().Set("Content-Length", strconv.FormatInt(n, 10))
		}
		_ = move(w, &zeros{max(n, -n)})
	}
}

func swallow(_ http.ResponseWriter, r *http.Request) {
	_ = move(io.Discard, r.Body)
}

// zeros is n bytes.
type zeros struct{ n int64 }

func (z *zeros) Read(p []byte) (int, error) {
	if z.n == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), z.n)
	z.n -= n
	return int(n), nil
}
