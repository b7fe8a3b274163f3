package detect_test

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"gotunnel/app/detect"
)

// appOf is the app that a test's listener would be in a scan.
func appOf(ln net.Listener) detect.App {
	addr := netip.MustParseAddrPort(ln.Addr().String())
	return detect.App{Port: int(addr.Port()), Addrs: []netip.Addr{addr.Addr()}, PID: 1}
}

const (
	png = "\x89PNG\r\n\x1a\n-"
	svg = `<svg xmlns="http://www.w3.org/2000/svg"/>`
)

func head(inner string) string { return "<!doctype html><head>" + inner + "</head><body>" }

func TestPages(t *testing.T) {
	for _, c := range []struct {
		name  string
		page  string
		files map[string]string
		want  detect.Page
	}{
		{"a title", head("<title> Shop\n of  Kim &amp; Co </title>"), nil, detect.Page{Title: "Shop of Kim & Co"}},
		{"no page", "", nil, detect.Page{}},
		{"no HTML", `{"title": "x"}`, nil, detect.Page{}},
		{"a title of a picture", "<body><svg><title>Arrow</title></svg>", nil, detect.Page{}},
		{"an empty title", head("<title></title>"), nil, detect.Page{}},
		{"the usual icon", head(""), map[string]string{"/favicon.ico": png}, detect.Page{Icon: []byte(png), Type: "image/png"}},
		{"an icon of its own", head(`<link rel="shortcut icon" href="a/mark.svg">`), map[string]string{"/a/mark.svg": svg}, detect.Page{Icon: []byte(svg), Type: "image/svg+xml"}},
		{"an icon in the page", head(`<link rel=icon href="data:image/png;base64,` + base64.StdEncoding.EncodeToString([]byte(png)) + `">`), nil, detect.Page{Icon: []byte(png), Type: "image/png"}},
		{"an icon in the page as text", head(`<link rel=icon href="data:image/svg+xml,%3Csvg/%3E">`), nil, detect.Page{Icon: []byte("<svg/>"), Type: "image/svg+xml"}},
		{"no image in the page", head(`<link rel=icon href="data:text/html,x">`), nil, detect.Page{}},
		{"an icon that is a page", head(""), map[string]string{"/favicon.ico": "<html>"}, detect.Page{}},
		{"an icon too large", head(""), map[string]string{"/favicon.ico": png + strings.Repeat("x", 64<<10)}, detect.Page{}},
		{"an icon at another app", head(`<link rel=icon href="http://localhost:1/x.png">`), map[string]string{"/x.png": png}, detect.Page{}},
		{"a title beyond the cap", strings.Repeat("<p>", 64<<10) + head("<title>x</title>"), nil, detect.Page{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if got := r.UserAgent(); !strings.HasPrefix(got, "gotunnel ") {
					t.Errorf("it calls itself %q", got)
				}
				if !strings.HasPrefix(r.Host, "localhost:") {
					t.Errorf("it asks for %s", r.Host)
				}
				text, ok := c.files[r.URL.Path]
				if r.URL.Path == "/" {
					text, ok = c.page, true
				}
				if !ok {
					w.WriteHeader(http.StatusNotFound)
				}
				_, _ = io.WriteString(w, text)
			}))
			defer srv.Close()
			s := detect.Patient()
			got, err := s.Probe(t.Context(), appOf(srv.Listener))
			if err != nil || got.Title != c.want.Title || string(got.Icon) != string(c.want.Icon) || got.Type != c.want.Type || got.TLS {
				t.Errorf("got %+v, %v, want %+v", got, err, c.want)
			}
		})
	}
}

// An app with a certificate that nobody signed.
func TestPageByTLS(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, head("<title>Safe</title>"))
	}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	defer srv.Close()
	s := detect.Patient()
	if page, err := s.Probe(t.Context(), appOf(srv.Listener)); err != nil || page.Title != "Safe" || !page.TLS {
		t.Errorf("got %+v, %v", page, err)
	}
}

// A page is followed to other pages of its app, and nowhere else.
func TestRedirects(t *testing.T) {
	var asked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/en/" { // somebody else may look at it, too
			asked.Add(1)
		}
	}))
	defer other.Close()
	for _, c := range []struct{ name, to, want string }{
		{"its own", "/en/", "Here"},
		{"another app", other.URL + "/en/", ""},
		{"itself, for ever", "/", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var opened atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/" {
					opened.Add(1)
					http.Redirect(w, r, c.to, http.StatusFound)
					return
				}
				_, _ = io.WriteString(w, head("<title>Here</title>"))
			}))
			defer srv.Close()
			s := detect.Patient()
			if page, err := s.Probe(t.Context(), appOf(srv.Listener)); err != nil || page.Title != c.want {
				t.Errorf("got %+v, %v, want the title %q", page, err, c.want)
			}
			if n := opened.Load(); n >= 10 { // where net/http itself gives up; a stranger may add some
				t.Errorf("it was opened %d times", n)
			}
		})
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the other app was asked %d times", n)
	}
}

// listen has each connection to a free port answered by f.
func listen(t *testing.T, f func(net.Conn)) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { defer conn.Close(); f(conn) })
		}
	})
	t.Cleanup(func() { ln.Close(); wg.Wait() })
	return ln
}

func TestNoWebApps(t *testing.T) {
	silent := func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }
	for _, c := range []struct {
		name      string
		answer    func(net.Conn)
		framework string
		want      error
	}{
		{"one that speaks first", func(conn net.Conn) { _, _ = io.WriteString(conn, "SSH-2.0-x\r\n"); silent(conn) }, "", detect.ErrNotHTTP},
		{"one that hangs up", func(net.Conn) {}, "", detect.ErrNotHTTP},
		{"one that is silent", silent, "", detect.ErrNotHTTP},
		{"a slow one that is known", silent, "Next", nil},
		{"an endless head", func(conn net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(conn)) // an answer before it is none
			_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
			for err == nil {
				_, err = io.WriteString(conn, "A: "+strings.Repeat("x", 1000)+"\r\n")
			}
		}, "Next", detect.ErrNotHTTP},
		{"an endless page", func(conn net.Conn) {
			_, _ = http.ReadRequest(bufio.NewReader(conn))
			_, err := io.WriteString(conn, "HTTP/1.1 200 OK\r\n\r\n")
			for err == nil {
				_, err = io.WriteString(conn, strings.Repeat("x", 1000))
			}
		}, "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := appOf(listen(t, c.answer))
			a.Framework = c.framework
			var s detect.Scanner
			if page, err := s.Probe(t.Context(), a); !errors.Is(err, c.want) || page.Title != "" {
				t.Errorf("got %+v, %v, want %v", page, err, c.want)
			}
		})
	}
}

// However many ask, the app is opened once in the life of its process.
func TestAskedOnce(t *testing.T) {
	const many = 10
	var opened atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			opened.Add(1)
		}
		_, _ = io.WriteString(w, head("<title>Once</title>"))
	}))
	defer srv.Close()
	s := detect.Patient()
	a := appOf(srv.Listener)
	var wg sync.WaitGroup
	for range many {
		wg.Go(func() {
			if page, err := s.Probe(t.Context(), a); err != nil || page.Title != "Once" {
				t.Errorf("got %+v, %v", page, err)
			}
		})
	}
	wg.Wait()
	n := opened.Load()
	if n >= many { // a stranger may add one or two
		t.Errorf("it was opened %d times", n)
	}
	a.PID = 2
	if _, err := s.Probe(t.Context(), a); err != nil || opened.Load() <= n {
		t.Errorf("after its restart: %v, opened %d times", err, opened.Load())
	}
}

// A list that was closed meanwhile leaves the question for the next one.
func TestGivenUp(t *testing.T) {
	arrived := make(chan struct{}, 10)
	var answering atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answering.Load() {
			arrived <- struct{}{}
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, head("<title>Late</title>"))
	}))
	defer srv.Close()
	s := detect.Patient()
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		if _, err := s.Probe(ctx, appOf(srv.Listener)); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want that it was given up", err)
		}
	})
	<-arrived
	cancel()
	wg.Wait()
	answering.Store(true)
	if page, err := s.Probe(t.Context(), appOf(srv.Listener)); err != nil || page.Title != "Late" {
		t.Errorf("got %+v, %v", page, err)
	}
}

// Nobody listens there: who asked would find no web app.
func TestHiddenIsNeverAsked(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()
	s := detect.Patient()
	hidden, risky := appOf(srv.Listener), appOf(srv.Listener)
	hidden.Hidden, risky.Risk = detect.Ours, "Port 1 is a debugger."
	for _, a := range []detect.App{hidden, risky} {
		if _, err := s.Probe(t.Context(), a); !errors.Is(err, detect.ErrHidden) {
			t.Errorf("got %v", err)
		}
	}
}
