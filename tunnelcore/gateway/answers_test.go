package gateway_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

// heard reads answers up to the last that belongs to one request: each with
// its headers, but for Date, a line for the body, how that ended, and trailers.
// Of a page in the app's place it is only the status.
func heard(r *bufio.Reader, method string) string {
	var b strings.Builder
	for status := 100; status < 200 && status != http.StatusSwitchingProtocols; {
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			return b.String() + "broken"
		}
		status = res.StatusCode
		fmt.Fprintln(&b, status)
		if status == http.StatusBadGateway {
			return b.String()
		}
		res.Header.Del("Date")
		b.WriteString(fields(res.Header))
		body, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		fmt.Fprintf(&b, "> %s", body)
		if err != nil {
			return b.String() + " broken"
		}
		b.WriteString("\n" + fields(res.Trailer))
	}
	return b.String()
}

// What a visitor reads of the answer that an app writes in bytes, closing the
// connection afterwards.
func TestAnswerInBytes(t *testing.T) {
	const page = "502\n"
	long := strings.Repeat("x", 900<<10)
	tests := []struct{ name, method, say, want string }{
		{"a body", "GET", "200 OK\nContent-Length: 4\n\nbody", "200\nContent-Length: 4\n> body\n"},
		{"a body of any length", "GET", "200 OK\nTransfer-Encoding: chunked\n\n4\nbody\n0\n\n", "200\n> body\n"},
		{"a body up to the end", "GET", "200 OK\n\nbody", "200\n> body\n"},
		{"an empty body", "POST", "201 Created\nContent-Length: 0\n\n", "201\nContent-Length: 0\n> \n"},
		{"a status of its own", "GET", "299 Odd\nContent-Length: 0\n\n", "299\nContent-Length: 0\n> \n"},
		{"an error", "GET", "404 Not Found\nContent-Length: 4\n\nbody", "404\nContent-Length: 4\n> body\n"},
		{"HEAD of a length", "HEAD", "200 OK\nContent-Length: 4\n\n", "200\nContent-Length: 4\n> \n"},
		{"HEAD of any length", "HEAD", "200 OK\nTransfer-Encoding: chunked\n\n", "200\n> \n"},
		{"HEAD of what has none", "HEAD", "200 OK\nEtag: x\n\n", "200\nEtag: x\n> \n"},
		{"no content", "DELETE", "204 No Content\nX-A: a\n\n", "204\nX-A: a\n> \n"},
		{"not modified, with a length that net/http leaves out", "GET", "304 Not Modified\nEtag: x\nContent-Length: 4\n\n", "304\nEtag: x\n> \n"},
		{
			"headers of the connection", "GET",
			"200 OK\nConnection: keep-alive, X-A\nConnection: X-B\nX-A: a\nX-B: b\nKeep-Alive: timeout=5\nProxy-Connection: c\n" +
				"Proxy-Authenticate: d\nUpgrade: foo\nTE: e\nTrailers: stays\nContent-Length: 0\n\n",
			"200\nContent-Length: 0\nTrailers: stays\n> \n",
		},
		{"an empty Connection", "GET", "200 OK\nConnection:\nConnection: X-A\nX-A: a\nContent-Length: 0\n\n", "200\nContent-Length: 0\n> \n"},
		{
			"several of one name", "GET",
			"200 OK\nSet-Cookie: b=2; Path=/\nSet-Cookie: a=1\nSet-Cookie: b=3\nWww-Authenticate: Basic\nWww-Authenticate: Bearer\nContent-Length: 0\n\n",
			"200\nContent-Length: 0\nSet-Cookie: b=2; Path=/\nSet-Cookie: a=1\nSet-Cookie: b=3\nWww-Authenticate: Basic\nWww-Authenticate: Bearer\n> \n",
		},
		{"what is compressed", "GET", "200 OK\nContent-Encoding: gzip\nContent-Length: 4\n\nbody", "200\nContent-Encoding: gzip\nContent-Length: 4\n> body\n"},
		{"large headers", "GET", "200 OK\nContent-Length: 0\nX-A: " + long + "\n\n", "200\nContent-Length: 0\nX-A: " + long + "\n> \n"},
		{
			"trailers of an empty body", "GET",
			"200 OK\nTrailer: Told\nTransfer-Encoding: chunked\n\n0\nTold: x\n\n",
			"200\n> \nTold: x\n",
		},
		{
			"trailers that were not told of", "GET",
			"200 OK\nTransfer-Encoding: chunked\n\n0\nUntold: x\n\n",
			"200\n> \nUntold: x\n",
		},
		{
			"what comes before", "GET",
			"103 Early Hints\nLink: a\nLink: b\n\nHTTP/1.1 102 Processing\nX-A: a\n\nHTTP/1.1 200 OK\nContent-Length: 4\n\nbody",
			"103\nLink: a\nLink: b\n> \n102\nX-A: a\n> \n200\nContent-Length: 4\n> body\n",
		},
		{"half a body", "GET", "200 OK\nContent-Length: 8\n\nbody", "200\nContent-Length: 8\n> body broken"},
		{"half a chunk", "GET", "200 OK\nTransfer-Encoding: chunked\n\n8\nbody", "200\n> body broken"},
		{"no last chunk", "GET", "200 OK\nTransfer-Encoding: chunked\n\n4\nbody\n", "200\n> body broken"},
		{"a bad chunk", "GET", "200 OK\nTransfer-Encoding: chunked\n\n4\nbody\nx\n", "200\n> body broken"},
		{"no answer", "GET", "", page},
		{"half a head", "GET", "200 OK\nContent-", page},
		{"only what comes before", "GET", "103 Early Hints\nLink: a\n\n", "103\nLink: a\n> \n103\nLink: a\n> \n" + page}, // it is asked twice,
		{"a bad header", "GET", "200 OK\nbad\n\n", page},
		{"two lengths", "GET", "200 OK\nContent-Length: 4\nContent-Length: 5\n\nbody", page},
		{"too large headers", "GET", "200 OK\nX-A: " + long + "\nX-B: " + long + "\n\n", page},
		{"another protocol that nobody asked for", "GET", "101 Switching Protocols\nConnection: Upgrade\nUpgrade: foo\n\n", page},
		{"no status that there is", "GET", "000 Nothing\nContent-Length: 0\n\n", page},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := serveAt(t, plainApp(t, func(conn *net.TCPConn) {
				if _, err := asked(conn); err != nil {
					return
				}
				if test.say != "" {
					_, _ = io.WriteString(conn, "HTTP/1.1 "+strings.ReplaceAll(test.say, "\n", "\r\n"))
				}
			}), nil, gateway.Compress)
			_, r := s.raw(test.method + " / HTTP/1.1\nHost: " + linkHost + "\nConnection: close\n\n")
			if got := strings.ReplaceAll(heard(r, test.method), "Connection: close\n", ""); got != test.want {
				t.Errorf("the visitor got\n%.300q\nwant\n%.300q", got, test.want)
			}
		})
	}
}

// However a body is told to end: one that the app breaks off is broken for the
// visitor, who has what came before.
func TestAnswerReset(t *testing.T) {
	for _, framing := range []string{"Content-Length: 8\n\n", "Transfer-Encoding: chunked\n\n4\n", "\n"} {
		t.Run(framing, func(t *testing.T) {
			arrived := make(chan struct{})
			s := serveAt(t, plainApp(t, func(conn *net.TCPConn) {
				if _, err := asked(conn); err != nil {
					return
				}
				_, _ = io.WriteString(conn, strings.ReplaceAll("HTTP/1.1 200 OK\n"+framing+"body", "\n", "\r\n"))
				<-arrived
				_ = conn.SetLinger(0) // Close resets it
			}), nil, nil)
			res := s.do(http.MethodGet, "/", nil)
			body := make([]byte, 4)
			if _, err := io.ReadFull(res.Body, body); err != nil || string(body) != "body" {
				t.Errorf("got %q, %v", body, err)
			}
			close(arrived)
			if rest, err := io.ReadAll(res.Body); err == nil || len(rest) > 0 {
				t.Errorf("then %q and %v, want an error", rest, err)
			}
		})
	}
}
