package public_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// Each of these gets its page and a close, and no tunnel sees a byte of it.
func TestRequestsThatAreRefused(t *testing.T) {
	const host = "Host: shop.localhost\r\n"
	cases := []struct {
		name   string
		send   string
		status int
	}{
		{"an unknown name", request("none.localhost", "/"), 404},
		{"another domain", request("shop.example.com", "/"), 404},
		{"the bare domain", request("localhost", "/none"), 404},
		{"an address", request("127.0.0.1:8080", "/"), 404},
		{"a name below a name", request("a.shop.localhost", "/"), 404},
		{"a name that can't be one", request("my_shop.localhost", "/"), 404},
		{"an ended share", request("ended.localhost", "/"), 410},
		{"a TCP share's name", request("db.localhost", "/"), 404},
		{"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
		{"an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
		{"no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 400},
		{"two Hosts", "GET / HTTP/1.1\r\n" + host + host + "\r\n", 400},
		{"two different Hosts", "GET / HTTP/1.1\r\n" + host + "Host: other.localhost\r\n\r\n", 400},
		{"a Host that an absolute target contradicts", "GET http://other.localhost/ HTTP/1.1\r\n" + host + "\r\n", 400},
		{"a space before the colon", "GET / HTTP/1.1\r\nHost : shop.localhost\r\n\r\n", 400},
		{"a folded line", "GET / HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", 400},
		{"a folded Host", "GET / HTTP/1.1\r\nHost:\r\n shop.localhost\r\n\r\n", 400},
		{"a NUL in the Host", "GET / HTTP/1.1\r\nHost: shop\x00.localhost\r\n\r\n", 400},
		{"a UTF-8 Host", "GET / HTTP/1.1\r\nHost: café.localhost\r\n\r\n", 400},
		{"a Host with a bad port", "GET / HTTP/1.1\r\nHost: shop.localhost:99999\r\n\r\n", 400},
		{"lines that end in LF only", "GET / HTTP/1.1\nHost: shop.localhost\n\n", 400},
		{"a bare CR", "GET / HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", 400},
		{"an empty line first", "\r\n" + request("shop.localhost", "/"), 400},
		{"Content-Length and Transfer-Encoding", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"two Content-Lengths", "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", 400},
		{"a signed Content-Length", "POST / HTTP/1.1\r\n" + host + "Content-Length: +5\r\n\r\nhello", 400},
		{"Transfer-Encoding in HTTP/1.0", "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
		{"a Transfer-Encoding nobody knows", "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		{"CONNECT", "CONNECT shop.localhost:443 HTTP/1.1\r\n" + host + "\r\n", 400},
		{"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
		{"HTTP/3.0", "GET / HTTP/3.0\r\n" + host + "\r\n", 505},
		{"HTTP/0.9", "GET /\r\n", 400},
		{"no HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n", 400},
		{"a head of 16 KiB and a byte", bigHead(16<<10 + 1), 431},
		{"a head of 100 KB", bigHead(100_000), 431},
		{"a line that never ends", "GET /" + strings.Repeat("a", 20_000), 431},
	}
	s := start(t, tcpPorts)
	shop := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	untouched(t, shop)
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "other"}))
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "db", Kind: wire.TCP}))
	ended := s.share(tunnelcore.TunnelConfig{Name: "ended"})
	s.end(ended)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.send)
			v.wantPage(c.status)
		})
	}
	s.stopped()
}

func tcpPorts(c *server.Config) { c.TCPPorts = server.PortRange{First: 20500, Last: 20540} }

// end closes a tunnel and waits until the server knows.
func (s *site) end(tunnel *tunnelcore.Tunnel) {
	s.t.Helper()
	tunnel.Close()
	for range 1000 { // each asks the server, so that no clock is needed
		v := s.visit()
		v.send(request(tunnel.Name()+".localhost", "/"))
		resp, err := http.ReadResponse(v.r, nil)
		v.Close()
		if err == nil && resp.StatusCode == http.StatusGone {
			return
		}
	}
	s.t.Fatal("the tunnel never ends")
}

// bigHead is a head of n bytes.
func bigHead(n int) string {
	const frame = "GET / HTTP/1.1\r\nHost: shop.localhost\r\nX: \r\n\r\n"
	return strings.Replace(frame, "X: ", "X: "+strings.Repeat("x", n-len(frame)), 1)
}

func TestTheLargestHeadPasses(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	v := s.visit()
	v.send(bigHead(16 << 10))
	a := app(t, tunnel)
	a.expect(bigHead(16 << 10))
}

func TestPagesSuitTheVisitor(t *testing.T) {
	const browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"
	cases := []struct{ name, method, accept, contentType string }{
		{"a browser", "GET", browser, "text/html; charset=utf-8"},
		{"curl", "GET", "Accept: */*\r\n", "text/plain; charset=utf-8"},
		{"no Accept", "GET", "", "text/plain; charset=utf-8"},
		{"a browser's HEAD", "HEAD", browser, "text/html; charset=utf-8"},
		{"a browser's POST", "POST", browser + "Content-Length: 0\r\n", "text/html; charset=utf-8"},
	}
	s := start(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.method + " / HTTP/1.1\r\nHost: none.localhost\r\n" + c.accept + "\r\n")
			resp, body := v.answer(c.method)
			if resp.StatusCode != http.StatusNotFound || resp.Header.Get("Content-Type") != c.contentType || !resp.Close {
				t.Errorf("answer %d %v", resp.StatusCode, resp.Header)
			}
			if more := v.rest(); more != "" || (body == "") != (c.method == "HEAD") {
				t.Errorf("body %q, and after it %q", body, more)
			}
		})
	}
}

// A page reaches the visitor although he is still sending.
func TestAPageArrivesInTheMiddleOfAnUpload(t *testing.T) {
	s := start(t)
	v := s.visit()
	v.send("POST / HTTP/1.1\r\nHost: none.localhost\r\nContent-Length: 100000\r\n\r\n" + strings.Repeat("x", 100_000))
	v.wantPage(http.StatusNotFound)
}

func TestVisitorsWhoLeaveInTheMiddleOfAHead(t *testing.T) {
	hello := clientHello(t, "shop.localhost")
	head := request("shop.localhost", "/")
	cases := []struct {
		name, send string
		reset      bool
		gets       string
	}{
		{"nothing, FIN", "", false, ""},
		{"nothing, RST", "", true, ""},
		{"half a head, FIN", head[:20], false, ""},
		{"half a head, RST", head[:20], true, ""},
		{"a head without its last byte, FIN", head[:len(head)-1], false, ""},
		{"half a hello, FIN", hello[:50], false, decodeError},
		{"half a hello, RST", hello[:50], true, ""},
		{"half the magic, FIN", wire.PlainMagic[:3], false, ""},
		{"the magic, FIN", wire.PlainMagic, false, ""},
		{"the magic, RST", wire.PlainMagic, true, ""},
	}
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.send)
			if c.reset {
				v.reset()
				return
			}
			v.closeWrite()
			if got := v.gone(); got != c.gets {
				t.Errorf("the visitor got %q, want %q", got, c.gets)
			}
		})
	}
	s.works(tunnel)
	s.stopped()
}

// A visitor who half-closes after his request still gets his answer.
func TestFINRightAfterTheRequest(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	v := s.visit()
	v.send(request("shop.localhost", "/"))
	v.closeWrite()
	a := app(t, tunnel)
	if got := a.rest(); got != request("shop.localhost", "/") {
		t.Fatalf("the app got %q", got)
	}
	a.send(response("late"))
	a.Close()
	if got := v.rest(); got != response("late") {
		t.Errorf("the visitor got %q", got)
	}
	s.stopped()
}

// A break on one side is a break on the other, never a tidy end.
func TestABrokenConnectionIsBrokenOnTheOtherSide(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "shop"})
	t.Run("the visitor's", func(t *testing.T) {
		v := s.in(t).visit()
		v.send(request("shop.localhost", "/"))
		a := app(t, tunnel)
		a.expect(request("shop.localhost", "/"))
		v.reset()
		if _, err := a.r.ReadByte(); err == nil || err.Error() == "EOF" {
			t.Errorf("the app sees %v", err)
		}
	})
	t.Run("the app's", func(t *testing.T) {
		v := s.in(t).visit()
		v.send(request("shop.localhost", "/"))
		a := app(t, tunnel)
		a.expect(request("shop.localhost", "/"))
		a.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
		v.expect("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
		a.Conn.(interface{ Abort() }).Abort()
		if _, err := v.r.ReadByte(); err == nil || err.Error() == "EOF" {
			t.Errorf("the visitor sees %v", err)
		}
	})
	s.works(tunnel)
	s.stopped()
}

func TestAVisitorOfAHeldNameWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t)
		client := l.client()
		tunnel, comeBack := l.lose(client, tunnelcore.TunnelConfig{Name: "shop"})
		v := l.visit()
		v.send(request("shop.localhost", "/"))
		synctest.Wait() // he is waiting now
		comeBack()
		client.Reconnect()
		a := app(t, tunnel)
		a.expect(request("shop.localhost", "/"))
		a.send(response("back"))
		a.Close()
		v.expect(response("back"))
		v.Close()
		time.Sleep(time.Second)
		l.stopped()
	})
}
