package public_test

import (
	"bytes"
	"crypto/tls"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gotunnel/server"
	"gotunnel/server/accesslog"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// logged is a site with an access log.
type logged struct {
	*site
	log *accesslog.Log
	out bytes.Buffer
}

func startLogged(t *testing.T, options ...func(*server.Config)) *logged {
	t.Helper()
	l := &logged{}
	var err error
	l.log, err = accesslog.Open(accesslog.Config{Format: accesslog.Common, Out: &l.out})
	if err != nil {
		t.Fatal(err)
	}
	l.site = start(t, append(options, func(c *server.Config) { c.AccessLog = l.log })...)
	return l
}

var (
	lineStart = regexp.MustCompile(`^127\.0\.0\.0 - - \[[^]]+\] `)
	lineEnd   = regexp.MustCompile(` \d+$`) // the milliseconds
)

// wrote stops the server and compares what it logged, without address, time and
// milliseconds.
func (l *logged) wrote(want ...string) {
	l.t.Helper()
	l.stopped()
	if err := l.log.Close(); err != nil {
		l.t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(l.out.String()) {
		line = strings.TrimSuffix(line, "\n")
		if !lineStart.MatchString(line) || !lineEnd.MatchString(line) {
			l.t.Errorf("line %q", line)
		}
		got = append(got, lineEnd.ReplaceAllString(lineStart.ReplaceAllString(line, ""), ""))
	}
	slices.Sort(got) // of two connections either may come first
	slices.Sort(want)
	if !slices.Equal(got, want) {
		l.t.Errorf("logged\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The lines of one tunnel's visitors, of whom each case is one. The app answers
// each piece that it gets with the next.
func TestLoggedRequests(t *testing.T) {
	const (
		get   = "GET /a?token=secret HTTP/1.1\r\nHost: shop.localhost\r\n\r\n"
		post  = "POST /b HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: 5\r\n\r\nhello"
		head  = "HEAD /c HTTP/1.0\r\nHost: shop.localhost\r\n\r\n"
		ws    = "GET /ws HTTP/1.1\r\nHost: shop.localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
		ok    = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
		made  = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n\r\n\r\nok\r\n0\r\n\r\n"
		empty = "HTTP/1.0 404 Not Found\r\nContent-Length: 9\r\n\r\n"
	)
	cases := []struct {
		name   string
		rounds []string // what the visitor sends and what the app answers, in turn
		lines  []string
	}{
		{"requests on a kept connection", []string{get, ok, post, made, head, empty}, []string{
			`"GET /a HTTP/1.1" 200 40 shop 54`,
			`"POST /b HTTP/1.1" 201 68 shop 66`,
			`"HEAD /c HTTP/1.0" 404 45 shop 42`,
		}},
		{"answers in pieces", []string{post, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 2", "", "00 OK\r\nContent-Length: 2\r\n\r\no", "", "k", get, ok}, []string{
			`"POST /b HTTP/1.1" 200 65 shop 66`,
			`"GET /a HTTP/1.1" 200 40 shop 54`,
		}},
		{"chunked answers", []string{get, made, get, made}, []string{
			`"GET /a HTTP/1.1" 201 68 shop 54`,
			`"GET /a HTTP/1.1" 201 68 shop 54`,
		}},
		{"no more than the leave to go on", []string{post, "HTTP/1.1 100 Continue\r\n\r\n"}, []string{
			`"POST /b HTTP/1.1" - 25 shop 66`,
		}},
		{"an upgrade", []string{ws, "HTTP/1.1 101 Switching Protocols\r\n\r\n", "frame", "answer"}, []string{
			`"GET /ws HTTP/1.1" 101 42 shop 88`,
		}},
		{"an upgrade after a request", []string{get, ok, ws, "HTTP/1.1 400 Bad Request\r\n\r\nno"}, []string{
			`"GET /a HTTP/1.1" 200 40 shop 54`,
			`"GET /ws HTTP/1.1" 400 30 shop 83`,
		}},
		{"requests sent ahead", []string{get + get, ok + ok, get, ok}, []string{
			`"- - HTTP/1.1" - 120 shop 162`,
		}},
		{"an answer that ends with the connection", []string{get, "HTTP/1.0 200 OK\r\n\r\nuntil the end"}, []string{
			`"GET /a HTTP/1.1" 200 32 shop 54`,
		}},
		{"half an answer", []string{get, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"}, []string{
			`"GET /a HTTP/1.1" 200 44 shop 54`,
		}},
		{"no HTTP", []string{get, "220 smtp.example ESMTP\r\n"}, []string{
			`"GET /a HTTP/1.1" - 24 shop 54`,
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := startLogged(t)
			tunnel := l.share(tunnelcore.TunnelConfig{Name: "shop"})
			v := l.visit()
			var a *peer
			for i := 0; i < len(c.rounds); i += 2 {
				v.send(c.rounds[i])
				if a == nil {
					a = app(t, tunnel)
				}
				a.expect(c.rounds[i])
				a.send(c.rounds[i+1])
				v.expect(c.rounds[i+1])
			}
			a.Close()
			v.gone()
			v.Close()
			l.wrote(c.lines...)
		})
	}
}

// What the server answers itself is logged as well.
func TestLoggedReplies(t *testing.T) {
	l := startLogged(t)
	tunnel := l.share(tunnelcore.TunnelConfig{Name: "shop"})
	l.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS})
	length := regexp.MustCompile(`(" \d{3}) \d+`)
	var want []string
	ask := func(request, line string) {
		t.Helper()
		v := l.visit()
		v.send(request)
		answer := v.rest()
		v.Close()
		if answer != "" {
			line = length.ReplaceAllString(line, "$1 "+strconv.Itoa(len(answer)))
		}
		want = append(want, line)
	}
	ask(request("none.localhost", "/x?y"), `"GET /x HTTP/1.1" 404 0 none 0`)
	ask(request("example.com", "/"), `"GET / HTTP/1.1" 404 0 example.com 0`)
	ask(request("shop.localhost", "/robots.txt"), `"GET /robots.txt HTTP/1.1" 200 0 shop 0`)
	ask(request("safe.localhost", "/a?b"), `"GET /a HTTP/1.1" 308 0 safe 0`)
	ask("GET /\x1b[2J HTTP/1.1\r\nHost: shop.localhost\r\n\r\n", `"- - -" 400 0 - 0`)
	ask("GET /\xff\xc2\x9b\xe2\x80\xae HTTP/1.1\r\nHost: none.localhost\r\n\r\n", `"GET /\xff\xc2\x9b\xe2\x80\xae HTTP/1.1" 404 0 none 0`)
	ask("HEAD / HTTP/1.1\r\nHost: none.localhost\r\n\r\n", `"HEAD / HTTP/1.1" 404 0 none 0`)

	for _, c := range []struct{ second, line string }{
		{request("none.localhost", "/next"), `"GET /next HTTP/1.1" 421 0 none 0`},
		{"nonsense\r\n\r\n", `"- - -" 400 0 - 0`},
		{"", `"GET /first HTTP/1.1" 502 0 shop 0`},
	} {
		first := request("shop.localhost", "/first")
		v := l.visit()
		v.send(first)
		a := app(t, tunnel)
		a.expect(first)
		if c.second == "" {
			a.Conn.(interface{ Abort() }).Abort() // instead of an answer
		} else {
			a.send(response("ok"))
			v.expect(response("ok"))
			v.send(c.second)
			a.rest() // it is refused by now
			a.Close()
			want = append(want, `"GET /first HTTP/1.1" 200 40 shop 45`)
		}
		page := v.rest()
		v.Close()
		want = append(want, length.ReplaceAllString(c.line, "$1 "+strconv.Itoa(len(page))))
	}
	l.wrote(want...)
}

// Of what is passed through there is a line a connection.
func TestLoggedConnections(t *testing.T) {
	l := startLogged(t, tcpPorts)
	safe := l.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS})
	v := l.visit()
	hello := clientHello(t, "safe.localhost")
	v.send(hello)
	a := app(t, safe)
	a.expect(hello)
	a.send("bye")
	a.Close()
	v.expect("bye")
	v.Close()

	db := l.share(tunnelcore.TunnelConfig{Name: "db", Kind: wire.TCP})
	v = dial(t, strings.TrimPrefix(db.URL(), "tcp://"))
	a = app(t, db)
	a.send("hello")
	v.expect("hello")
	v.send("hi")
	a.expect("hi")
	a.Close()
	v.gone()
	v.Close()
	l.wrote(`"- - TLS" - 3 safe `+strconv.Itoa(len(hello)), `"- - TCP" - 5 db 2`)
}

// TLS that ends here is logged as the HTTP in it.
func TestLoggedHTTPS(t *testing.T) {
	_, withTLS := visitorTLS(t)
	l := startLogged(t, withTLS)
	v := l.visit()
	_, resp, _ := getTLS(t, v.Conn, &tls.Config{ServerName: "none.localhost"}, "none.localhost") //nolint:gosec // a test's
	v.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Fatal(resp.Status)
	}
	l.stopped()
	if err := l.log.Close(); err != nil {
		t.Fatal(err)
	}
	if got := l.out.String(); !strings.Contains(got, `"GET / HTTP/1.1" 404 `) {
		t.Errorf("logged %q", got)
	}
}
