package inspect_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
	"sync"
	"testing"

	"gotunnel/tunnelcore/inspect"
)

// witness is an app that remembers its requests as bytes.
type witness struct {
	mu   sync.Mutex
	seen []string
}

func (a *witness) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, _ := httputil.DumpRequest(r, true)
	trailer := new(bytes.Buffer)
	_ = r.Trailer.Write(trailer)
	a.mu.Lock()
	a.seen = append(a.seen, string(raw)+trailer.String())
	a.mu.Unlock()
	w.Header().Set("Set-Cookie", "session=geheim")
	_, _ = io.WriteString(w, "seen")
}

// last returns the last n requests.
func (a *witness) last(t testing.TB, n int) []string {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.seen) < n {
		t.Fatalf("the app has seen %d requests, want %d", len(a.seen), n)
	}
	return a.seen[len(a.seen)-n:]
}

var asked = []struct {
	name, method, path, body string
	fields                   []string
}{
	{name: "GET", method: "GET", path: "/a/../b?x=[1]&y={z}&q=a%20b'c\"d$e`f!", fields: []string{"Accept: a, b", "Cookie: c=d", "X-Empty: "}},
	{name: "HEAD", method: "HEAD", path: "/head"},
	{name: "POST without body", method: "POST", path: "/"},
	{name: "form", method: "POST", path: "/form", body: "name=a&password=p%26q", fields: []string{"Content-Type: application/x-www-form-urlencoded"}},
	{name: "JSON with quotes", method: "PUT", path: "/json", body: "{\"it's\": \"$HOME `x` \\n\"}\n\n", fields: []string{"Content-Type: application/json"}},
	{name: "a body that looks like a file", method: "POST", path: "/", body: "@/etc/hostname"},
	{name: "binary", method: "PATCH", path: "/bin", body: "\x00\x01\xff%s%%\\n'\r\n", fields: []string{"Content-Type: application/octet-stream"}},
	{name: "long", method: "POST", path: "/long", body: strings.Repeat("0123456789abcdef", 20_000)},
	{name: "no user agent", method: "DELETE", path: "/", fields: []string{"User-Agent: "}},
	{name: "text with control characters", method: "POST", path: "/", body: "\x1b[201~\nrm x\n"},
}

func TestReplayAsItWas(t *testing.T) {
	for _, test := range asked {
		t.Run(test.name, func(t *testing.T) {
			app := &witness{}
			s := newShare(t, &inspect.Recorder{}, app.ServeHTTP)
			s.ask(t, test.method, test.path, test.body, test.fields...)
			first := s.settled(t, 1)
			id, err := s.r.Replay(t.Context(), first.ID, nil)
			if err != nil {
				t.Fatal(err)
			}
			if seen := app.last(t, 2); seen[0] != seen[1] {
				t.Errorf("the app saw %q again as %q", seen[0], seen[1])
			}
			d, ok := s.r.Request(id, false)
			if !ok || id == first.ID || d.ReplayOf != first.ID || d.State != inspect.Done || d.Status != 200 {
				t.Errorf("recorded as %+v", d.Summary)
			}
		})
	}
}

// A chunked body and its trailers come again.
func TestReplayOfChunks(t *testing.T) {
	app := &witness{}
	s := newShare(t, &inspect.Recorder{}, app.ServeHTTP)
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.app.URL, io.MultiReader(strings.NewReader("part"), strings.NewReader("s")))
	req.Trailer = http.Header{"Sum": {"5"}}
	resp, err := s.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if _, err := s.r.Replay(t.Context(), s.settled(t, 1).ID, nil); err != nil {
		t.Fatal(err)
	}
	if seen := app.last(t, 2); seen[0] != seen[1] || !strings.Contains(seen[1], "Sum: 5") {
		t.Errorf("the app saw %q again as %q", seen[0], seen[1])
	}
}

func TestReplayEdited(t *testing.T) {
	tests := []struct {
		name string
		edit inspect.Edit
		want string
	}{
		{"body", inspect.Edit{Body: []byte("longer body")}, "POST /a HTTP/1.1\r\nHost: app\r\nContent-Length: 11\r\nX-A: b\r\n\r\nlonger body"},
		{"no body", inspect.Edit{Body: []byte{}}, "POST /a HTTP/1.1\r\nHost: app\r\nContent-Length: 0\r\nX-A: b\r\n\r\n"},
		{"method and path", inspect.Edit{Method: "PUT", Path: "/b?c"}, "PUT /b?c HTTP/1.1\r\nHost: app\r\nContent-Length: 3\r\nX-A: b\r\nContent-Encoding: x\r\n\r\nabc"},
		{
			"header with a wrong length",
			inspect.Edit{Header: []inspect.Field{{Name: "Host", Value: "h"}, {Name: "content-length", Value: "99"}, {Name: "Content-Length", Value: "7"}, {Name: "Transfer-Encoding", Value: "gzip"}}},
			"POST /a HTTP/1.1\r\nHost: h\r\ncontent-length: 3\r\n\r\nabc",
		},
		{
			"header without a length",
			inspect.Edit{Header: []inspect.Field{{Name: "Host", Value: "h"}}, Body: []byte("xy")},
			"POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nxy",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, got := rawApp(t)
			id, err := r.Replay(t.Context(), 1, &test.edit)
			if err != nil {
				t.Fatal(err)
			}
			if raw := <-got; raw != test.want {
				t.Errorf("the app saw\n%q, want\n%q", raw, test.want)
			}
			if d, _ := r.Request(id, false); d.ReplayOf != 1 || d.State != inspect.Done {
				t.Errorf("recorded as %+v", d.Summary)
			}
		})
	}
}

// rawApp has recorded one request, and returns the bytes of the next.
func rawApp(t *testing.T) (*inspect.Recorder, <-chan string) {
	t.Helper()
	r, got := &inspect.Recorder{}, make(chan string, 1)
	dial := r.Tap(func(context.Context) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			buf := make([]byte, 4<<10)
			n, _ := theirs.Read(buf)
			got <- string(buf[:n])
			_, _ = io.WriteString(theirs, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
		}()
		return ours, nil
	})
	conn, _ := dial(t.Context())
	defer conn.Close()
	_, _ = io.WriteString(conn, "POST /a HTTP/1.1\r\nHost: app\r\nContent-Length: 3\r\nX-A: b\r\nContent-Encoding: x\r\n\r\nabc")
	<-got
	_, _ = io.ReadAll(conn)
	(&share{r: r}).settled(t, 1)
	return r, got
}

func TestReplayRefused(t *testing.T) {
	r, _ := rawApp(t)
	field := func(name, value string) *inspect.Edit {
		return &inspect.Edit{Header: []inspect.Field{{Name: name, Value: value}}}
	}
	tests := []struct {
		name string
		id   int
		edit *inspect.Edit
		want error // nil: any
	}{
		{"not kept", 9, nil, inspect.ErrNotKept},
		{"method of two words", 1, &inspect.Edit{Method: "GET /"}, nil},
		{"path with a line break", 1, &inspect.Edit{Path: "/\r\nX: y"}, nil},
		{"path with a space", 1, &inspect.Edit{Path: "/a b"}, nil},
		{"value with a line break", 1, field("X", "a\r\nb: c"), nil},
		{"name with a colon", 1, field("X:", "a"), nil},
		{"no name", 1, field("", "a"), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := r.Replay(t.Context(), test.id, test.edit)
			if err == nil || test.want != nil && !errors.Is(err, test.want) {
				t.Errorf("got %v", err)
			}
			if n := len(r.Requests()); n != 1 {
				t.Errorf("%d requests were sent", n-1)
			}
		})
	}
}

// A body that was cut is not sent as if it were whole; another one is.
func TestReplayOfACutBody(t *testing.T) {
	app := &witness{}
	s := newShare(t, &inspect.Recorder{MaxBody: 10}, app.ServeHTTP)
	s.ask(t, "POST", "/", "more than ten bytes")
	id := s.settled(t, 1).ID
	if _, err := s.r.Replay(t.Context(), id, nil); !errors.Is(err, inspect.ErrCut) {
		t.Errorf("got %v, want %v", err, inspect.ErrCut)
	}
	if _, err := s.r.Replay(t.Context(), id, &inspect.Edit{Body: []byte("short")}); err != nil {
		t.Error(err)
	}
}

// An answer without end is given up with ctx; what came is recorded.
func TestReplayEndsWithContext(t *testing.T) {
	s := newShare(t, &inspect.Recorder{}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "beginning")
		_ = http.NewResponseController(w).Flush()
		if r.Header.Get("X-Endless") != "" {
			<-r.Context().Done()
		}
	})
	s.ask(t, "GET", "/", "")
	s.settled(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	changes := s.r.Watch(t.Context())
	go func() {
		for c := range changes {
			if c.ReplayOf == 1 && c.Status == 200 {
				cancel()
				return
			}
		}
	}()
	edit := &inspect.Edit{Header: []inspect.Field{{Name: "Host", Value: "x"}, {Name: "X-Endless", Value: "1"}}}
	id, err := s.r.Replay(ctx, 1, edit)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if d, ok := s.r.Request(id, false); !ok || d.State != inspect.Failed || string(d.Response.Body.Data) != "beginning" {
		t.Errorf("recorded as %+v", d)
	}
}
