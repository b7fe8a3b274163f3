package public_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"gotunnel/tunnelcore"
)

// What the visitor sends and what the app answers, byte for byte.
func TestBytesPassUntouched(t *testing.T) {
	const host = "Host: shop.localhost\r\n"
	get := func(more string) string { return "GET /p?q=%zz&x=;[]|\"é HTTP/1.1\r\n" + host + more + "\r\n" }
	ok := "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
	cases := []struct{ name, request, response string }{
		{"odd spelling and order", "get /a HTTP/1.1\r\nx-A:  b  \r\nhOsT:\tSHOP.localhost \r\nX-a: c\r\n\r\n", ok},
		{"a query full of oddities", get(""), ok},
		{"HTTP/1.0", "GET / HTTP/1.0\r\n" + host + "\r\n", "HTTP/1.0 200 OK\r\n\r\nuntil the end"},
		{"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", ok},
		{"absolute form", "GET http://shop.localhost/x HTTP/1.1\r\n" + host + "\r\n", ok},
		{"HEAD", "HEAD / HTTP/1.1\r\n" + host + "\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"},
		{"103 first", get(""), "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + ok},
		{"a body", "POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\n\x00\xff\n", ok},
		{
			"chunks, extensions and trailers",
			"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: Chunked\r\nTrailer: X\r\n\r\n005;a=b\r\nhello\r\nA\r\n0123456789\r\n0\r\nX: y\r\n\r\n",
			"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nSum: 1\r\n\r\n",
		},
		{"an answer that is no HTTP", get(""), "\x00\x01 whatever\n"},
		{"expect refused by the app", "POST / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", "HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n"},
		{"no answer at all", get(""), ""},
	}
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.request)
			a := app(t, tunnel)
			a.expect(c.request)
			a.send(c.response)
			a.closeWrite()
			if got := v.rest(); got != c.response {
				t.Errorf("the visitor got %q, want %q", got, c.response)
			}
			v.Close()
			if more := a.rest(); more != "" {
				t.Errorf("the app got %q more", more)
			}
			a.Close()
		})
	}
	s.stopped()
}

// Cut anywhere, a request is the same to the app.
func TestARequestInAnyPieces(t *testing.T) {
	const send = "POST /a HTTP/1.1\r\nHost: shop.localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n" +
		"GET /b HTTP/1.1\r\nHost: shop.localhost\r\n\r\n"
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	for cut := 1; cut < len(send); cut += 3 {
		v := s.visit()
		v.send(send[:cut])
		v.send(send[cut:])
		v.closeWrite()
		a := app(t, tunnel)
		if got := a.rest(); got != send {
			t.Fatalf("cut at %d the app got %q", cut, got)
		}
		a.Close()
		v.Close()
	}
	s.stopped()
}

func TestContinueGoesBothWays(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	v := s.visit()
	const head = "POST / HTTP/1.1\r\nHost: shop.localhost\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
	v.send(head)
	a := app(t, tunnel)
	a.expect(head)
	a.send("HTTP/1.1 100 Continue\r\n\r\n")
	v.expect("HTTP/1.1 100 Continue\r\n\r\n")
	v.send("hello")
	a.expect("hello")
	a.send(response("done"))
	v.expect(response("done"))
	v.send(request("shop.localhost", "/next"))
	a.expect(request("shop.localhost", "/next"))
}

func TestFiftyRequestsInOneWrite(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	var all, answers strings.Builder
	for i := range 50 {
		all.WriteString(request("shop.localhost", fmt.Sprint("/", i)))
		answers.WriteString(response(fmt.Sprint(i)))
	}
	v := s.visit()
	v.send(all.String())
	a := app(t, tunnel)
	a.expect(all.String())
	a.send(answers.String())
	v.expect(answers.String())
	v.closeWrite()
	a.rest()
	a.Close()
	if more := v.rest(); more != "" {
		t.Errorf("the visitor got %q more", more)
	}
	s.stopped()
}

// After an upgrade the bytes are nobody's business, even if they look like a
// request for somebody else.
func TestAnUpgrade(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "other"}))
	const (
		head = "GET /ws HTTP/1.1\r\nHost: shop.localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n\r\n"
		yes  = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
	)
	early := "\x81\x05early" + request("other.localhost", "/not-a-request")
	v := s.visit()
	v.send(head + early)
	a := app(t, tunnel)
	a.expect(head + early)
	a.send(yes + "\x81\x02hi")
	v.expect(yes + "\x81\x02hi")
	for i := range 100 {
		frame := fmt.Sprintf("\x82%c%s", i, strings.Repeat("\x00", i))
		v.send(frame)
		a.expect(frame)
		a.send(frame)
		v.expect(frame)
	}
	a.closeWrite()
	if more := v.rest(); more != "" {
		t.Errorf("the visitor got %q more", more)
	}
	v.send("still open this way")
	v.closeWrite()
	if more := a.rest(); more != "still open this way" {
		t.Errorf("the app got %q", more)
	}
	a.Close()
	s.stopped()
}

func TestBigBodiesBothWaysAtOnce(t *testing.T) {
	const size = 8 << 20
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	body := make([]byte, size)
	random := rand.NewChaCha8([32]byte{1})
	_, _ = random.Read(body)
	head := fmt.Sprintf("POST / HTTP/1.1\r\nHost: shop.localhost\r\nContent-Length: %d\r\n\r\n", size)

	v := s.visit()
	go func() {
		_, _ = io.WriteString(v.Conn, head)
		_, _ = v.Write(body)
	}()
	a := app(t, tunnel)
	a.expect(head)
	up := sha256.New()
	// The app answers with what it gets.
	echoed := make(chan error, 1)
	go func() {
		_, err := io.CopyN(io.MultiWriter(up, a.Conn), a.r, size)
		echoed <- err
	}()
	down := sha256.New()
	if _, err := io.CopyN(down, v.r, size); err != nil {
		t.Fatal(err)
	}
	if err := <-echoed; err != nil {
		t.Fatal(err)
	}
	want := sha256.Sum256(body)
	if !bytes.Equal(up.Sum(nil), want[:]) || !bytes.Equal(down.Sum(nil), want[:]) {
		t.Error("the bodies differ")
	}
	v.closeWrite()
	a.rest()
	a.Close()
	v.rest()
	s.stopped()
}

// The app learns who visits and to where.
func TestTheVisitorsAddressIsCarried(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	for range 3 { // on a proxy connection that is used again too
		v := s.visit()
		v.send(request("shop.localhost", "/"))
		a := app(t, tunnel)
		if got, want := a.RemoteAddr().String(), v.LocalAddr().String(); got != want {
			t.Errorf("the app sees %s, want %s", got, want)
		}
		if got := a.LocalAddr().String(); got != s.Addr {
			t.Errorf("the visitor came to %s, want %s", got, s.Addr)
		}
		a.Close()
		v.gone()
	}
}

// More visitors at once than connections may be on their way, none of whom
// leaves again.
func TestManyVisitorsWhoStay(t *testing.T) {
	const visitors = 150
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	crowd := make([]*peer, visitors)
	for i := range crowd {
		crowd[i] = s.visit()
	}
	for i, v := range crowd {
		v.send(request("shop.localhost", fmt.Sprint("/", i)))
	}
	seen := map[string]bool{}
	for range visitors {
		a := app(t, tunnel)
		line, err := a.r.ReadString('\n')
		if err != nil {
			t.Fatalf("after %d visitors: %v", len(seen), err)
		}
		seen[line] = true
	}
	if len(seen) != visitors {
		t.Errorf("%d visitors came, want %d", len(seen), visitors)
	}
}
