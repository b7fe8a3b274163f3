package public_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server"
	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

func TestAPortOfItsOwn(t *testing.T) {
	s := start(t, tcpPorts)
	tunnel := s.share(tunnelcore.TunnelConfig{Kind: wire.TCP})
	addr, ok := strings.CutPrefix(tunnel.URL(), "tcp://")
	if !ok {
		t.Fatalf("URL %s", tunnel.URL())
	}

	t.Run("the visitor speaks first", func(t *testing.T) {
		v := dial(t, addr)
		v.send("\x00\x00\x00\x08\x04\xd2\x16\x2f")
		a := app(t, tunnel)
		a.expect("\x00\x00\x00\x08\x04\xd2\x16\x2f")
		a.send("N")
		v.expect("N")
		if a.RemoteAddr().String() != v.LocalAddr().String() {
			t.Errorf("the app sees %s, want %s", a.RemoteAddr(), v.LocalAddr())
		}
		a.Close()
		v.rest()
	})
	t.Run("the server speaks first", func(t *testing.T) {
		v := dial(t, addr)
		a := app(t, tunnel)
		a.send("220 hello\r\n")
		v.expect("220 hello\r\n")
		v.send("QUIT\r\n")
		a.expect("QUIT\r\n")
		v.Close()
		a.gone()
	})
	t.Run("half-close", func(t *testing.T) {
		v := dial(t, addr)
		v.send("all of it")
		v.closeWrite()
		a := app(t, tunnel)
		if got := a.rest(); got != "all of it" {
			t.Errorf("the app got %q", got)
		}
		a.send("the answer")
		a.Close()
		if got := v.rest(); got != "the answer" {
			t.Errorf("the visitor got %q", got)
		}
	})
	t.Run("half-close by the app", func(t *testing.T) {
		v := dial(t, addr)
		a := app(t, tunnel)
		a.send("all of it")
		a.closeWrite()
		if got := v.rest(); got != "all of it" {
			t.Errorf("the visitor got %q", got)
		}
		v.send("the answer")
		v.closeWrite()
		if got := a.rest(); got != "the answer" {
			t.Errorf("the app got %q", got)
		}
	})
	t.Run("HTTP and TLS are bytes as any", func(t *testing.T) {
		for _, bytes := range []string{"GET / HTTP/1.1\r\n\r\n", clientHello(t, "none"), wire.PlainMagic} {
			v := dial(t, addr)
			v.send(bytes)
			a := app(t, tunnel)
			a.expect(bytes)
			a.Close()
			v.Close()
		}
	})
	s.stopped()
}

func TestAPortIsClosedAfterTheEnd(t *testing.T) {
	s := start(t, tcpPorts)
	first := s.share(tunnelcore.TunnelConfig{Kind: wire.TCP, Name: "db"})
	addr := strings.TrimPrefix(first.URL(), "tcp://")
	first.Close()
	for range 100_000 { // until the server knows; each round asks it
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			break
		}
		conn.Close()
	}
	if conn, err := net.Dial("tcp", addr); err == nil {
		conn.Close()
		t.Fatal("the port is open after the end")
	}
	var port int
	if _, err := fmt.Sscanf(addr[strings.LastIndex(addr, ":"):], ":%d", &port); err != nil {
		t.Fatal(err)
	}
	again := s.share(tunnelcore.TunnelConfig{Kind: wire.TCP, Port: port})
	v := dial(t, strings.TrimPrefix(again.URL(), "tcp://"))
	a := app(t, again)
	a.send("again")
	v.expect("again")
}

func single(c *server.Config) { c.Single = true }

// With Single every byte goes to the only tunnel, whatever it looks like.
func TestSinglePassesWhatever(t *testing.T) {
	cases := []struct{ name, send string }{
		{"HTTP without a Host", "GET / HTTP/1.1\r\n\r\n"},
		{"HTTP for another name", request("anything.example.com", "/")},
		{"the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
		{"LF only", "GET / HTTP/1.0\n\n"},
		{"no HTTP", "SSH-2.0-x\r\n"},
		{"TLS", clientHello(t, "anything.example.com")},
		{"TLS without a name", clientHello(t, "")},
		{"what only starts like TLS", "\x16\x03\x01\x00\x00rest"},
		{"PostgreSQL", "\x00\x00\x00\x08\x04\xd2\x16\x2f"},
		{"what only starts like a plain proxy connection", wire.PlainMagic[:6] + "!"},
	}
	s := start(t, single)
	tunnel := s.share(tunnelcore.TunnelConfig{Kind: wire.TCP})
	if got := tunnel.URL(); !strings.HasPrefix(got, "tcp://") {
		t.Errorf("URL %s", got)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.send)
			a := app(t, tunnel)
			a.expect(c.send)
			a.send("answer")
			v.expect("answer")
			v.send("more")
			a.expect("more")
			a.Close()
			if more := v.rest(); more != "" {
				t.Errorf("the visitor got %q more", more)
			}
			v.Close()
		})
	}
	s.stopped()
}

func TestSingleWithAServerThatSpeaksFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, single)
		tunnel := l.share(tunnelcore.TunnelConfig{})
		v := l.visit()
		began := time.Now()
		a := app(t, tunnel)
		if waited := time.Since(began); waited > 2*time.Second {
			t.Errorf("the app waited %v for the visitor", waited)
		}
		_ = a.SetDeadline(time.Time{})
		a.send("220 hello\r\n")
		v.expect("220 hello\r\n")
		time.Sleep(40 * time.Minute) // no deadline is left
		v.send("QUIT\r\n")
		a.expect("QUIT\r\n")
		a.Close()
		v.rest()
		v.Close()
		l.stopped()
	})
}

func TestSingleRefusesASecondClient(t *testing.T) {
	s := start(t, single)
	tunnel := s.share(tunnelcore.TunnelConfig{})
	wantRefused(t, s, tunnelcore.TunnelConfig{}, wire.CodeNameTaken)
	wantRefused(t, s, tunnelcore.TunnelConfig{Name: "other"}, wire.CodeNameTaken)
	s.works(tunnel)
	tunnel.Close()
}

func TestSingleWithoutAClient(t *testing.T) {
	s := start(t, single)
	v := s.visit()
	v.send(request("x", "/"))
	if got := v.gone(); got != "" {
		t.Errorf("the visitor got %q", got)
	}
}

// Each kind of listener takes its own and nothing else.
func TestListenersForOneKindEach(t *testing.T) {
	_, withTLS := visitorTLS(t)
	free := []string{freeport.Address(t), freeport.Address(t), freeport.Address(t)}
	s := start(t, withTLS, func(c *server.Config) {
		c.HTTPListen, c.TLSListen, c.ControlListen = free[:1], free[1:2], free[2]
	})
	at := map[string]string{
		"all": s.Addr, "http": s.Config.HTTPListen[0], "tls": s.Config.TLSListen[0], "control": s.Config.ControlListen,
	}
	tunnel := listen(t, &tunnelcore.Client{Server: at["control"]}, tunnelcore.TunnelConfig{Name: "web"})
	if want := "https://web.localhost" + at["tls"][strings.LastIndex(at["tls"], ":"):]; tunnel.URL() != want {
		t.Errorf("URL %s, want %s", tunnel.URL(), want)
	}
	go func() {
		for {
			conn, err := tunnel.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1000))
			_, _ = io.WriteString(conn, response("hello"))
			conn.Close()
		}
	}()
	takes := func(t *testing.T, addr, send, want string) {
		t.Helper()
		v := dial(t, addr)
		v.send(send)
		if got := v.gone(); (want == "" && got != "") || !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q…", clip([]byte(got)), want)
		}
	}
	hello := clientHello(t, "web.localhost") + "\x15\x03\x03\x00\x02\x02\x00" // and gives up
	for name, addr := range at {
		t.Run(name, func(t *testing.T) {
			page, answer := "", ""
			if name == "all" || name == "http" {
				page = "HTTP/1.1 200 OK"
			}
			if name == "all" || name == "tls" {
				answer = "\x16\x03\x03" // a server's hello
			}
			takes(t, addr, request("web.localhost", "/"), page)
			takes(t, addr, hello, answer)
			_, err := (&tunnelcore.Client{Server: addr}).Listen(t.Context(), tunnelcore.TunnelConfig{Name: "web"})
			if takesClients := name == "all" || name == "control"; isRefusal(err, wire.CodeNameTaken) != takesClients {
				t.Errorf("a client got %v", err)
			}
		})
	}
	s.stopped()
}
