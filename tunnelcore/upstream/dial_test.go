package upstream_test

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/upstream"
)

// greet says "hello" to everyone who comes, until the test ends.
func greet(t *testing.T, ln net.Listener) {
	t.Helper()
	t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, "hello")
			conn.Close()
		}
	}()
}

func listen(t *testing.T, addr string) (ln net.Listener, port string) {
	t.Helper()
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Skipf("this computer can't listen on %s: %v", addr, err)
	}
	return ln, strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
}

func parse(t *testing.T, s string) *upstream.Target {
	t.Helper()
	target, err := upstream.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

func TestEitherLoopback(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "[::1]"} {
		t.Run(host, func(t *testing.T) {
			ln, port := listen(t, host+":0")
			greet(t, ln)
			for _, in := range []string{port, "localhost:" + port, "http://localhost:" + port} {
				target := parse(t, in)
				conn, err := target.Dial(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				if got, err := io.ReadAll(conn); string(got) != "hello" {
					t.Errorf("%s: got %q, %v", in, got, err)
				}
				if want := host + ":" + port; target.String() != want {
					t.Errorf("%s: got %s as the address that answered, want %s", in, target, want)
				}
			}
		})
	}
}

// The address that answered is tried first, so that a second app which comes
// up on the other address takes no visitors from the first.
func TestRemembersWhoAnswered(t *testing.T) {
	six, port := listen(t, "[::1]:0")
	greet(t, six)
	target := parse(t, port)
	conn, err := target.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	four, _ := listen(t, "127.0.0.1:"+port)
	greet(t, four)

	conn, err = target.Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.RemoteAddr().String(); got != six.Addr().String() {
		t.Errorf("got a connection to %s, want one to %s", got, six.Addr())
	}
}

func TestNothingListens(t *testing.T) {
	conn, err := parse(t, strconv.Itoa(freeport.Take(t))).Dial(t.Context())
	if err == nil {
		conn.Close()
		t.Fatal("no error")
	}
	if _, ok := errors.AsType[*upstream.TLSError](err); ok {
		t.Errorf("got a TLS error for a port where nothing listens: %v", err)
	}
}

// An app with its own, unsigned certificate.
func TestTLS(t *testing.T) {
	app := httptest.NewUnstartedServer(nil)
	var hello *tls.ClientHelloInfo
	app.TLS = &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
		hello = h
		return nil, nil
	}}
	app.StartTLS()
	defer app.Close()
	_, port, _ := net.SplitHostPort(app.Listener.Addr().String())

	conn, err := parse(t, "https://localhost:"+port).Dial(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if hello.ServerName != "localhost" || len(hello.SupportedProtos) != 1 || hello.SupportedProtos[0] != "http/1.1" {
		t.Errorf("got SNI %q and ALPN %q, want localhost and http/1.1", hello.ServerName, hello.SupportedProtos)
	}
	if _, ok := conn.(relay.End); !ok {
		t.Errorf("a %T is no relay.End", conn)
	}
	_, _ = io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
	if got, err := io.ReadAll(conn); !strings.HasPrefix(string(got), "HTTP/1.1 404") {
		t.Errorf("got %q, %v", got, err)
	}
}

// Where the connection leaves this computer, a certificate must be good.
func TestTLSElsewhereIsVerified(t *testing.T) {
	addr := elsewhere(t)
	app := httptest.NewUnstartedServer(nil)
	app.Listener.Close()
	app.Listener, _ = listen(t, net.JoinHostPort(addr, "0"))
	app.StartTLS()
	defer app.Close()

	conn, err := parse(t, "https://"+app.Listener.Addr().String()).Dial(t.Context())
	if err == nil {
		conn.Close()
		t.Fatal("a certificate that nobody signed was accepted")
	}
	if _, ok := errors.AsType[*upstream.TLSError](err); !ok {
		t.Errorf("got %v, want a TLSError", err)
	}
}

func TestTLSWithAPlainApp(t *testing.T) {
	ln, port := listen(t, "127.0.0.1:0")
	greet(t, ln)
	conn, err := parse(t, "https://localhost:"+port).Dial(t.Context())
	if err == nil {
		conn.Close()
		t.Fatal("no error")
	}
	if _, ok := errors.AsType[*upstream.TLSError](err); !ok {
		t.Errorf("got %v, want a TLSError", err)
	}
}

// elsewhere is an address of this computer that is not loopback.
func elsewhere(t *testing.T) string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if n, ok := a.(*net.IPNet); ok && n.IP.IsGlobalUnicast() && n.IP.To4() != nil {
			return n.IP.String()
		}
	}
	t.Skip("this computer has only loopback addresses")
	return ""
}
