package public_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

func selfSigned(t *testing.T) tls.Certificate {
	t.Helper()
	cert, err := certs.Self(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// tlsApp answers visitors of a passthrough tunnel with a certificate of its own.
func tlsApp(t *testing.T, tunnel net.Listener) tls.Certificate {
	t.Helper()
	cert := selfSigned(t)
	srv := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.TLS.ServerName+" "+r.RemoteAddr)
	})}
	go func() { _ = srv.Serve(tls.NewListener(tunnel, &tls.Config{Certificates: []tls.Certificate{cert}})) }() //nolint:gosec // a test's
	t.Cleanup(func() { srv.Close() })
	return cert
}

// getTLS asks for / over TLS.
func getTLS(t *testing.T, conn net.Conn, config *tls.Config, host string) (tls.ConnectionState, *http.Response, string) {
	t.Helper()
	config.InsecureSkipVerify = true
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	p := newPeer(t, secure)
	p.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
	resp, body := p.answer(http.MethodGet)
	return secure.ConnectionState(), resp, body
}

// slowly writes one byte a call.
type slowly struct{ net.Conn }

func (s slowly) Write(p []byte) (int, error) {
	for i := range p {
		if _, err := s.Conn.Write(p[i : i+1]); err != nil {
			return i, err
		}
	}
	return len(p), nil
}

func TestPassthrough(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS})
	cert := tlsApp(t, tunnel)
	if want := "https://safe.localhost:"; !strings.HasPrefix(tunnel.URL(), want) {
		t.Errorf("URL %s, want %s…", tunnel.URL(), want)
	}
	cases := []struct {
		name, serverName string
		wrap             func(net.Conn) net.Conn
		config           *tls.Config
	}{
		{name: "as usual", serverName: "safe.localhost"},
		{name: "in upper case", serverName: "SAFE.LocalHost"},
		{name: "in segments of one byte", serverName: "safe.localhost", wrap: func(c net.Conn) net.Conn { return slowly{c} }},
		{name: "TLS 1.2", serverName: "safe.localhost", config: &tls.Config{MaxVersion: tls.VersionTLS12}}, //nolint:gosec // on purpose
		{name: "a hello of many records' worth", serverName: "safe.localhost", config: &tls.Config{NextProtos: manyProtocols()}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			conn := v.Conn
			if c.wrap != nil {
				conn = c.wrap(conn)
			}
			config := &tls.Config{} //nolint:gosec // a test's
			if c.config != nil {
				config = c.config
			}
			config.ServerName = c.serverName
			state, _, body := getTLS(t, conn, config, "safe.localhost")
			if !bytes.Equal(state.PeerCertificates[0].Raw, cert.Certificate[0]) {
				t.Error("the visitor does not see the app's own certificate")
			}
			if want := c.serverName + " " + v.LocalAddr().String(); !strings.EqualFold(body, want) {
				t.Errorf("the app saw %q, want %q", body, want)
			}
			v.Close()
		})
	}
	t.Run("plain HTTP", func(t *testing.T) {
		v := s.in(t).visit()
		v.send("GET /a?b=c HTTP/1.1\r\nHost: SAFE.localhost\r\n\r\n")
		resp, _ := v.answer(http.MethodGet)
		if want := strings.TrimSuffix(tunnel.URL(), "/") + "/a?b=c"; resp.StatusCode != http.StatusPermanentRedirect ||
			resp.Header.Get("Location") != want || !resp.Close {
			t.Errorf("answer %d to %q, want 308 to %q", resp.StatusCode, resp.Header.Get("Location"), want)
		}
		v.rest()
	})
	s.stopped()
}

func manyProtocols() []string {
	protocols := []string{"http/1.1"}
	for i := range 200 {
		protocols = append(protocols, strings.Repeat(string(rune('a'+i%26)), 100))
	}
	return protocols
}

// Many visitors one after the other, more than there are warm connections.
func TestPassthroughTakesAConnectionEach(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS})
	tlsApp(t, tunnel)
	for range 30 {
		v := s.visit()
		_, resp, _ := getTLS(t, v.Conn, &tls.Config{ServerName: "safe.localhost"}, "safe.localhost") //nolint:gosec // a test's
		if resp.StatusCode != http.StatusOK {
			t.Fatalf("answer %d", resp.StatusCode)
		}
		v.Close()
	}
	s.stopped()
}

func TestHellosThatAreRefused(t *testing.T) {
	hello := clientHello(t, "safe.localhost")
	swap := func(from, to string) string { return strings.Replace(hello, from, to, 1) }
	inOneRecord := hello[:3] + string([]byte{byte((len(hello) - 5 + 4) >> 8), byte(len(hello) - 5 + 4)}) + hello[5:] + "junk"
	cases := []struct{ name, send, alert string }{
		{"an unknown name", clientHello(t, "none.localhost"), unrecognizedName},
		{"an HTTP share without a certificate for visitors", clientHello(t, "web.localhost"), unrecognizedName},
		{"a TCP share", clientHello(t, "db.localhost"), unrecognizedName},
		{"an ended share", clientHello(t, "ended.localhost"), unrecognizedName},
		{"another domain", clientHello(t, "safe.example.com"), unrecognizedName},
		{"the bare domain", clientHello(t, "localhost"), unrecognizedName},
		{"no name", clientHello(t, ""), unrecognizedName},
		{"an IP address", swap("safe.localhost", "10.200.100.1\x00\x00"[:14]), decodeError},
		{"a NUL in the name", swap("safe.localhost", "safe\x00localhost"), decodeError},
		{"a trailing dot", swap("safe.localhost", "safe.localhos."), decodeError},
		{"UTF-8", swap("safe.localhost", "s\xc3\xa9fe.localhos"[:14]), decodeError},
		{"junk in the hello's record", inOneRecord, decodeError},
		{"a record of no bytes", "\x16\x03\x01\x00\x00", decodeError},
		{"a record that is too large", "\x16\x03\x01\xff\xff" + strings.Repeat("x", 100), decodeError},
		{"a hello that never ends", "\x16\x03\x01\x40\x00\x01\xff\xff\xff" + strings.Repeat("x", 1<<14-4), decodeError},
		{"another handshake message", "\x16\x03\x01\x00\x04\x02\x00\x00\x00", decodeError},
		{"SSL 2", "\x16\x02\x00\x00\x04\x01\x00\x00\x00", decodeError},
	}
	s := start(t, tcpPorts)
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS}))
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "web"}))
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "db", Kind: wire.TCP}))
	s.end(s.share(tunnelcore.TunnelConfig{Name: "ended"}))
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			v := s.in(t).visit()
			v.send(c.send)
			if got := v.gone(); got != c.alert {
				t.Errorf("the visitor got %q, want %q", got, c.alert)
			}
		})
	}
	t.Run("as crypto/tls sees it", func(t *testing.T) {
		err := tls.Client(s.in(t).visit().Conn, &tls.Config{ServerName: "none.localhost"}).Handshake() //nolint:gosec // a test's
		if err == nil || !strings.Contains(err.Error(), "unrecognized name") {
			t.Errorf("handshake: %v, want an alert for the name", err)
		}
	})
	s.stopped()
}

// What follows the hello in the same segment reaches the app after it.
func TestBytesAfterTheHelloPass(t *testing.T) {
	s := start(t)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "safe", Kind: wire.TLS})
	v := s.visit()
	sent := clientHello(t, "safe.localhost") + "\x17\x03\x03\x00\x05early"
	v.send(sent)
	a := app(t, tunnel)
	a.expect(sent)
	a.send("bye")
	v.expect("bye")
	v.closeWrite()
	a.rest()
	a.Close()
	s.stopped()
}

func visitorTLS(t *testing.T) (tls.Certificate, func(*server.Config)) {
	cert := selfSigned(t)
	return cert, func(c *server.Config) { c.VisitorTLS = &tls.Config{Certificates: []tls.Certificate{cert}} } //nolint:gosec // a test's
}

func TestHTTPSThatEndsHere(t *testing.T) {
	cert, withTLS := visitorTLS(t)
	s := start(t, withTLS)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "web"})
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "other"}))
	cases := []struct {
		name, serverName, host string
		status                 int
	}{
		{"the same name", "web.localhost", "web.localhost", 200},
		{"other spellings of it", "WEB.localhost", "Web.Localhost.:443", 200},
		{"another tunnel's Host", "web.localhost", "other.localhost", 421},
		{"a custom domain's Host", "web.localhost", "example.com", 421},
		{"the Host of no name", "web.localhost", "a.b.localhost", 404},
		{"a name that nobody has", "none.localhost", "none.localhost", 404},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if c.status == http.StatusOK {
				go func() {
					conn, err := tunnel.Accept()
					if err != nil {
						return
					}
					defer conn.Close()
					head := make([]byte, 1000)
					_, _ = conn.Read(head)
					_, _ = io.WriteString(conn, response("secure"))
				}()
			}
			v := s.in(t).visit()
			state, resp, _ := getTLS(t, v.Conn, &tls.Config{ServerName: c.serverName, NextProtos: []string{"h2", "http/1.1"}}, c.host) //nolint:gosec // a test's
			if resp.StatusCode != c.status {
				t.Errorf("answer %d, want %d", resp.StatusCode, c.status)
			}
			if state.NegotiatedProtocol != "http/1.1" || !bytes.Equal(state.PeerCertificates[0].Raw, cert.Certificate[0]) {
				t.Errorf("protocol %q, or another certificate", state.NegotiatedProtocol)
			}
			v.Close()
		})
	}
	s.stopped()
}

func TestHTTPSHeadsAreCheckedToo(t *testing.T) {
	_, withTLS := visitorTLS(t)
	s := start(t, withTLS)
	tunnel := s.share(tunnelcore.TunnelConfig{Name: "web"})
	untouched(t, s.share(tunnelcore.TunnelConfig{Name: "other"}))
	t.Run("the next request for another tunnel", func(t *testing.T) {
		v := s.in(t).visit()
		secure := tls.Client(v.Conn, &tls.Config{ServerName: "web.localhost", InsecureSkipVerify: true}) //nolint:gosec // a test's
		p := newPeer(t, secure)
		p.send(request("web.localhost", "/1") + request("other.localhost", "/2"))
		a := app(t, tunnel)
		if got := a.rest(); got != request("web.localhost", "/1") {
			t.Errorf("the app got %q", got)
		}
		a.send(response("one"))
		a.Close()
		p.expect(response("one"))
		p.wantPage(http.StatusMisdirectedRequest)
	})
	t.Run("a bad head", func(t *testing.T) {
		v := s.in(t).visit()
		secure := tls.Client(v.Conn, &tls.Config{ServerName: "web.localhost", InsecureSkipVerify: true}) //nolint:gosec // a test's
		p := newPeer(t, secure)
		p.send("GET / HTTP/1.1\r\n\r\n")
		p.wantPage(http.StatusBadRequest)
	})
	s.stopped()
}
