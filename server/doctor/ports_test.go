package doctor

import (
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"sync"
	"testing"

	"gotunnel/server"
	"gotunnel/server/certs"
	"gotunnel/server/domains"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/fakedns"
)

const testDomain = "share.example.com"

// shownBy is the server at addr as DNS and its settings show it to everyone, with
// the data folder whose key it should have.
func shownBy(t *testing.T, addr, data string) Patient {
	t.Helper()
	dns := fakedns.Start(t)
	dns.Set(testDomain, "A 127.0.0.1")
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return Patient{
		Config:   server.Config{Domain: testDomain, Listen: "0.0.0.0:" + port, Data: data},
		Resolver: domains.Resolver(dns.Addr), Running: &Running{},
	}
}

// stranger listens, and does what f does with who comes.
func stranger(t *testing.T, f func(net.Conn)) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { ln.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			f(conn)
			conn.Close()
		}
	})
	return ln.Addr().String()
}

const wall = "unknown a firewall or router in front of "

func TestPorts(t *testing.T) {
	srv, other := servertest.Start(t), servertest.Start(t)
	closed := stranger(t, func(net.Conn) {})
	web := httptest.NewTLSServer(http.NotFoundHandler())
	defer web.Close()
	own := srv.Config.Data
	cert, err := certs.Saved(own)
	if err != nil {
		t.Fatal(err)
	}
	plainTLS := stranger(t, func(conn net.Conn) { // with the right key, but for nobody's clients
		_ = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS13}).HandshakeContext(t.Context())
	})
	unused, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	unused.Close()
	for name, c := range map[string]struct {
		addr, data string
		want       string
	}{
		"itself":            {srv.Addr, own, "ok (127.0.0.1) is this server, by its key"},
		"another":           {other.Addr, own, "fix is another gotunneld, with another key: let share.example.com lead to this one"},
		"one without a key": {srv.Addr, t.TempDir(), "unknown which can't be known without this one's certificate"},
		"something else":    {closed, own, "fix is no gotunneld"},
		"a web server":      {web.Listener.Addr().String(), own, "fix is no gotunneld"},
		"TLS for others":    {plainTLS, own, "fix it speaks TLS, but not with clients of gotunneld"},
		"nothing":           {unused.Addr().String(), own, "fix can't be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			check(t, shownBy(t, c.addr, c.data).ports(t.Context(), nil), c.want, wall)
		})
	}
}

// With an address that is not of this computer there is nothing in front of it
// that was not passed.
func TestPortsByWayOfTheInternet(t *testing.T) {
	srv := servertest.Start(t)
	p := shownBy(t, srv.Addr, srv.Config.Data)
	p.Config.Domain = "203.0.113.1"
	at := p.places()[0]
	if f := p.meet(t.Context(), at, srv.Addr, "name", srv.Pin); f.State != OK {
		t.Errorf("%v", f)
	}
	p.Config.Domain = "nowhere.example.com"
	check(t, p.ports(t.Context(), nil), "unknown was not tried, since it is not known where nowhere.example.com leads")
	here := []netip.Addr{netip.MustParseAddr("198.51.100.1")}
	for addr, passes := range map[string]bool{
		"203.0.113.1": true, "2001:db8::1": true, "198.51.100.1": false, "127.0.0.1": false, "10.0.0.1": false, "100.64.0.1": false, "fd00::1": false,
	} {
		if passesFront(netip.MustParseAddr(addr), here) != passes {
			t.Errorf("%s passes what is in front: %v", addr, !passes)
		}
	}
}

func TestPortsOnLoopback(t *testing.T) {
	srv := servertest.Start(t)
	p := shownBy(t, srv.Addr, srv.Config.Data)
	p.Config.Listen, p.Config.Domain = srv.Addr, "localhost"
	check(t, p.ports(t.Context(), nil), "ok "+srv.Addr+" is this server")
	_, port, _ := net.SplitHostPort(srv.Addr)
	p.Config.Listen = "0.0.0.0:" + port
	check(t, p.ports(t.Context(), nil), "ok localhost:"+port+" (127.0.0.1) is this server")
	p.Config.Listen = srv.Addr
	p.Config.Domain = testDomain
	check(t, p.ports(t.Context(), nil), "ok is this server", "unknown passes on what comes for share.example.com: --listen 0.0.0.0:")
	p.Config.Listen = "127.0.0.1:0"
	check(t, p.ports(t.Context(), nil), "unknown port 0 is another one at each start")
}

func TestPortsForVisitorsOnly(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	certFile, keyFile := new(chain).files(t)
	p := Patient{Config: server.Config{Domain: testDomain}, CertFile: certFile, KeyFile: keyFile, Running: &Running{}}
	cert, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	srv := servertest.Start(t, func(c *server.Config) {
		c.Domain, c.VisitorTLS = testDomain, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
		c.LinkTLS = c.VisitorTLS
	})
	p.Config.Listen, p.Config.HTTPListen, p.Config.TLSListen = srv.Addr, []string{srv.Addr}, []string{srv.Addr}
	p.Config.Domain = "share.localhost" // which needs no DNS
	check(t, p.ports(t.Context(), nil), "ok is this server", "ok is a gotunneld", "fix is no gotunneld (remote error: tls: unrecognized name)")
	p.Config.Domain = testDomain
	const inside = "unknown nobody but this computer"
	check(t, p.ports(t.Context(), nil), "ok is this server", inside, "ok is a gotunneld", inside, "ok is this server, by its key", inside)

	p.Config.HTTPListen, p.Config.TLSListen = []string{web.Listener.Addr().String()}, nil
	check(t, p.ports(t.Context(), nil), "ok ", inside, "fix is no gotunneld", inside)
	p.Config.Single, p.Config.HTTPListen, p.Config.ControlListen = true, []string{srv.Addr}, srv.Addr
	check(t, p.ports(t.Context(), nil), "ok ", inside, "unknown answers, but nothing shows", inside, "ok is this server", inside)
}

func TestPortsBeforeTheStart(t *testing.T) {
	taken := stranger(t, func(net.Conn) {})
	p := Patient{Config: server.Config{Domain: testDomain, Listen: taken, Data: t.TempDir()}, Given: " --data x"}
	const stopped = "fix systemctl start gotunneld, or gotunneld serve --data x"
	_, port, _ := net.SplitHostPort(taken)
	check(t, p.ports(t.Context(), nil), stopped, "fix ss -ltnp 'sport = :"+port+"' shows which to stop")
	p.Config.Listen = "203.0.113.1:80"
	check(t, p.ports(t.Context(), nil), stopped, "fix is not an address of this computer")
	p.Config.Listen = "127.0.0.2:" + port
	check(t, p.ports(t.Context(), nil), stopped, "ok is free for --listen")
}
