package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"net/textproto"
	"strings"
	"testing"
	"testing/iotest"

	"gotunnel/tunnelcore/gateway"
)

// parts has an app write one part at a time, each when the visitor has the one
// before: what is held back anywhere never arrives.
func parts(t *testing.T, header string, body []string) {
	t.Helper()
	next := make(chan struct{})
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		name, value, _ := strings.Cut(header, ": ")
		w.Header().Set(name, value)
		for _, part := range body {
			_, _ = io.WriteString(w, part)
			_ = http.NewResponseController(w).Flush()
			<-next
		}
	}), nil, everything)
	res := s.do(http.MethodGet, "/events.js", nil)
	for _, part := range body {
		got := make([]byte, len(part))
		if _, err := io.ReadFull(res.Body, got); err != nil || string(got) != part {
			t.Fatalf("got %q, %v, want %q", got, err, part)
		}
		next <- struct{}{}
	}
	if rest := readAll(t, res.Body); rest != "" {
		t.Errorf("then %q", rest)
	}
}

func TestStreaming(t *testing.T) {
	body := []string{"data: 1\n\n", "data: 2\n\n", "data: 3\n\n"}
	for _, header := range []string{
		"Content-Type: text/event-stream", "Content-Type: text/plain",
		"Content-Type: application/grpc-web+proto", "Content-Length: 27", "Content-Type: text/javascript",
	} {
		t.Run(header, func(t *testing.T) { parts(t, header, body) })
	}
}

// An upload reaches the app part by part, and the app may answer meanwhile.
func TestDuplex(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := http.NewResponseController(w)
		_ = c.EnableFullDuplex()
		lines := bufio.NewScanner(r.Body)
		for lines.Scan() {
			fmt.Fprintln(w, strings.ToUpper(lines.Text()))
			_ = c.Flush()
		}
	}), nil, nil)
	conn, r := s.raw("POST / HTTP/1.1\nHost: " + linkHost + "\nTransfer-Encoding: chunked\n\n3\na\n\n")
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer := bufio.NewScanner(res.Body)
	for _, want := range []string{"A", "B"} {
		if !answer.Scan() || answer.Text() != want {
			t.Fatalf("got %q, %v, want %s", answer.Text(), answer.Err(), want)
		}
		if want == "A" {
			fmt.Fprint(conn, "3\r\nb\r\n\r\n0\r\n\r\n")
		}
	}
}

func TestTrailers(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Trailer", "Told")
		_, _ = io.Copy(w, r.Body)
		w.Header().Set("Told", r.Trailer.Get("Sent"))
		w.Header().Set(http.TrailerPrefix+"Untold", "too")
	}), nil, gateway.Compress)
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, link, iotest.OneByteReader(strings.NewReader("body")))
	r.Trailer = http.Header{"Sent": {"from the visitor"}}
	res, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body := readAll(t, res.Body); body != "body" {
		t.Errorf("body %q", body)
	}
	if got := res.Trailer; got.Get("Told") != "from the visitor" || got.Get("Untold") != "too" {
		t.Errorf("trailers %v", got)
	}
}

// Early hints arrive, each on its own, and take nothing from the answer.
func TestInformational(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for _, file := range []string{"a.css", "b.css"} {
			w.Header().Set("Link", "</"+file+">; rel=preload")
			w.WriteHeader(http.StatusEarlyHints)
		}
		w.Header().Del("Link")
		w.Header()["Content-Type"] = nil
		fmt.Fprint(w, "<html>")
	}), nil, func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Before", "1")
			gateway.NoIndex(h).ServeHTTP(w, r)
		})
	})
	var hints []string
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{
		Got1xxResponse: func(status int, h textproto.MIMEHeader) error {
			hints = append(hints, fmt.Sprint(status, h["Link"]))
			return nil
		},
	})
	r, _ := http.NewRequestWithContext(ctx, http.MethodGet, link, nil)
	res, err := s.http.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, want := fmt.Sprint(hints), "[103 [</a.css>; rel=preload] 103 [</b.css>; rel=preload]]"; got != want {
		t.Errorf("hints %s, want %s", got, want)
	}
	if _, ok := res.Header["Content-Type"]; ok || res.Header["Link"] != nil {
		t.Errorf("headers %v have a type or a link", res.Header)
	}
	if res.Header.Get("X-Robots-Tag") == "" || res.Header.Get("X-Before") == "" {
		t.Errorf("headers %v are not all of the policy's", res.Header)
	}
}

// The app is asked before a visitor who waits for that sends a body.
func TestContinue(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/no" {
			w.WriteHeader(http.StatusExpectationFailed)
			return
		}
		_, _ = io.Copy(w, r.Body)
	}), nil, nil)
	for _, test := range []struct{ path, want string }{
		{"/yes", "HTTP/1.1 100 Continue"},
		{"/no", "HTTP/1.1 417 Expectation Failed"},
	} {
		conn, r := s.raw("PUT " + test.path + " HTTP/1.1\nHost: " + linkHost + "\nExpect: 100-continue\nContent-Length: 4\n\n")
		line, err := r.ReadString('\n')
		if strings.TrimSpace(line) != test.want {
			t.Fatalf("%s: got %q, %v, want %s", test.path, line, err, test.want)
		}
		if test.path == "/no" {
			continue
		}
		_, _ = r.ReadString('\n')
		fmt.Fprint(conn, "body")
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		if body := readAll(t, res.Body); body != "body" {
			t.Errorf("then %q", body)
		}
	}
}

// An app may refuse an upload without reading it.
func TestEarlyAnswer(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
	}), nil, nil)
	conn, r := s.raw("POST / HTTP/1.1\nHost: " + linkHost + "\nContent-Length: 99999999\n\nbeginning")
	res, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %s", res.Status)
	}
	_ = conn.Close()
}

// What is asked of no page is the app's to answer, too.
func TestOptions(t *testing.T) {
	app := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", r.Method+" "+r.RequestURI)
	}))
	app.Config.DisableGeneralOptionsHandler = true
	app.Start()
	t.Cleanup(app.Close)
	s := serveAt(t, app.Listener.Addr().String(), nil, nil)
	for _, path := range []string{"*", "/"} {
		_, r := s.raw("OPTIONS " + path + " HTTP/1.1\nHost: " + linkHost + "\n\n")
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if got := res.Header.Get("Allow"); got != "OPTIONS "+path || res.StatusCode != http.StatusOK {
			t.Errorf("OPTIONS %s: %s, %q", path, res.Status, got)
		}
	}
}

// HEAD, and answers without a body, pass with their headers.
func TestHeads(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/204":
			w.WriteHeader(http.StatusNoContent)
		case "/304":
			w.Header().Set("Etag", `"x"`)
			w.WriteHeader(http.StatusNotModified)
		default:
			w.Header().Set("Content-Length", "123456")
		}
	}), nil, gateway.Compress)
	if res := s.do(http.MethodHead, "/", nil); res.ContentLength != 123456 {
		t.Errorf("HEAD: length %d", res.ContentLength)
	}
	if res, _ := s.get("/204"); res.StatusCode != http.StatusNoContent {
		t.Errorf("204: %s", res.Status)
	}
	if res, _ := s.get("/304"); res.StatusCode != http.StatusNotModified || res.Header.Get("Etag") != `"x"` {
		t.Errorf("304: %s, %v", res.Status, res.Header)
	}
}

// A visitor can tell a broken answer from a whole one, compressed or not.
func TestBrokenAnswer(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, strings.Repeat("half ", 1000))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}), nil, gateway.Compress)
	for _, encoding := range []string{"identity", "gzip"} {
		res := s.do(http.MethodGet, "/", nil, "Accept-Encoding: "+encoding)
		if _, err := io.ReadAll(res.Body); err == nil {
			t.Errorf("%s: a broken answer looked whole", encoding)
		}
	}
}

// An app hears of a visitor who is gone.
func TestVisitorLeaves(t *testing.T) {
	came, left := make(chan struct{}), make(chan struct{})
	s := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(came)
		<-r.Context().Done()
		close(left)
	}), nil, nil)
	conn, _ := s.raw("GET / HTTP/1.1\nHost: " + linkHost + "\n\n")
	<-came
	_ = conn.Close()
	<-left
}

// One connection after another to the app is what overruns development servers.
func TestKeepAlive(t *testing.T) {
	s := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.RemoteAddr) }), nil, nil)
	_, first := s.get("/")
	for range 5 {
		s.http.CloseIdleConnections() // each visitor is a new one
		if _, again := s.get("/"); again != first {
			t.Fatalf("the app was asked from %s, then from %s", first, again)
		}
	}
}
