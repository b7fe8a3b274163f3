package sharing_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/server"
	"gotunnel/server/abuse"
	"gotunnel/server/certs"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/freeport"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// apart is a world whose server does not listen where its links lead to, which is
// 127.0.0.1.
func apart(t *testing.T, options ...func(*server.Config)) *world {
	t.Helper()
	at := quietPort(t)
	return newWorld(t, append(options, func(c *server.Config) { c.Listen = "127.0.0.2:" + at })...)
}

// quietPort is one that is free at both addresses.
func quietPort(t *testing.T) string {
	t.Helper()
	port := strconv.Itoa(freeport.Take(t))
	ln, err := net.Listen("tcp", "127.0.0.2:"+port)
	if err != nil {
		t.Skip("no second address: ", err)
	}
	ln.Close()
	return port
}

// front listens where the links lead to.
func (w *world) front(h http.Handler) (stop func()) {
	w.t.Helper()
	_, port, _ := net.SplitHostPort(w.server.Addr)
	ln, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		w.t.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(h)
	srv.Listener.Close()
	srv.Listener = ln
	srv.Start()
	w.t.Cleanup(srv.Close)
	return srv.Close
}

// pass takes requests to the server of a world as they are.
func pass(to *servertest.Server) http.Handler {
	return &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.URL, r.Out.Host = &url.URL{Scheme: "http", Host: to.Addr, Path: r.In.URL.Path}, r.In.Host
	}}
}

// A link is live when it was opened, and not before.
func TestALinkIsOpenedFirst(t *testing.T) {
	w := newWorld(t, func(c *server.Config) { c.Abuse = abuse.Config{FirstVisit: true, Addresses: 1} })
	w.starting, w.visits = true, true
	wanted := spec(newApp(t, "shop").target, "shop")
	wanted.Policy = sharing.Policy{Password: "let me in", Requests: 1, Headers: map[string]string{"X-A": "b"}}
	share := w.start(wanted)
	w.expect("shop starting")
	w.expect("shop live")
	now := share.State()
	if now.State != localapi.Live || now.Watching != 0 || !now.LastVisit.IsZero() || now.Visitors != nil {
		t.Errorf("it is %+v", now)
	}
	if recorder, err := w.sharer.Recorder("shop"); err != nil || len(recorder.Requests()) != 0 {
		t.Errorf("what is recorded: %v", err)
	}
	if got := w.get(); got != "401 Unauthorized" { // who comes now is the first, and only, visitor
		t.Errorf("a visitor gets %s", got)
	}
	w.expect("shop visited")
	if w.sharer.Close(); len(w.lines) != 1 {
		t.Errorf("%d things happened at the end, want one", len(w.lines))
	}
}

func TestWhatIsInTheWay(t *testing.T) {
	for name, tt := range map[string]struct {
		front      func(*world) http.Handler
		code, says string
	}{
		"nobody is there": {nil, localapi.CodeServer, "Nothing answers at shop.localhost:"},
		"another program": {func(*world) http.Handler { return http.NotFoundHandler() }, localapi.CodeServer, "Something else than your share"},
		"another server": {
			func(w *world) http.Handler { return pass(servertest.Start(w.t)) }, localapi.CodeServer,
			"It says: “Nothing is shared at this address.”",
		},
		"who answers in its place": {func(*world) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, strings.Repeat("a", 64)) })
		}, localapi.CodeServer, "Something else than your share"},
		"who breaks off": {func(*world) http.Handler {
			return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
		}, localapi.CodeServer, "broke off before it answered"},
	} {
		t.Run(name, func(t *testing.T) {
			w := apart(t)
			wanted := spec(newApp(t, "shop").target, "shop")
			stop := func() {}
			if tt.front != nil {
				stop = w.front(tt.front(w))
			}
			share := w.start(wanted)
			w.expect("shop unreachable")
			now := share.State()
			if p := now.Problem; p == nil || p.Code != tt.code || !strings.Contains(p.Message, tt.says) {
				t.Fatalf("it is %+v", now)
			}
			stop()
			w.front(pass(w.server))
			w.sharer.Recheck()
			w.expect("shop live")
			if now := share.State(); now.Problem != nil {
				t.Errorf("it is %+v", now)
			}
		})
	}
}

// Who has a server's pin trusts it; visitors' browsers do not.
func TestACertificateThatBrowsersDontTrust(t *testing.T) {
	cert, err := certs.Self(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, func(c *server.Config) { c.VisitorTLS = &tls.Config{Certificates: []tls.Certificate{cert}} })
	share := w.start(spec(newApp(t, "shop").target, "shop"))
	w.expect("shop unreachable")
	if p := share.State().Problem; p.Code != localapi.CodeCertificate || !strings.Contains(p.Message, "browsers warn") {
		t.Errorf("it says %+v", p)
	}
}

// It is tried again without anybody asking.
func TestALinkComesToWorkByItself(t *testing.T) {
	w := apart(t)
	w.start(spec(newApp(t, "shop").target, "shop"))
	w.expect("shop unreachable")
	w.front(pass(w.server))
	w.expect("shop live")
}

// Who asks does not wait for the next try, which comes ever later.
func TestALinkIsLookedAtWhenAsked(t *testing.T) {
	w := apart(t)
	asked := make(chan struct{}, 100)
	w.front(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		http.NotFound(rw, r)
	}))
	w.start(spec(newApp(t, "shop").target, "shop"))
	w.expect("shop unreachable")
	<-asked
	for range 5 {
		w.sharer.Recheck()
		select {
		case <-asked:
		case <-time.After(patience):
			t.Fatal("nobody looks")
		}
	}
}

// After the connection was lost, what worked is not opened again; what did not is,
// and what leads elsewhere by now.
func TestAfterTheConnectionWasLost(t *testing.T) {
	w := apart(t)
	var asked []string
	stop := w.front(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, wire.SelfCheck) {
			asked = append(asked, r.Host)
		}
		pass(w.server).ServeHTTP(rw, r)
	}))
	share := w.start(spec(newApp(t, "shop").target, "shop"))
	w.expect("shop live")
	w.server.Stop()
	w.server.Run()
	w.expect("shop live")
	if len(asked) != 1 {
		t.Errorf("it was opened %d times", len(asked))
	}
	w.server.Stop()
	stop()
	w.starting = true
	w.server.Config.HTTPListen = []string{"127.0.0.2:" + quietPort(t)} // the port that links have
	w.server.Run()
	w.expect("shop starting")
	w.expect("shop unreachable")
	if p := share.State().Problem; p.Code != localapi.CodeServer {
		t.Errorf("it says %+v", p)
	}
}

// Of what passes untouched the link is only dialed, and nobody visited.
func TestUntouchedLinks(t *testing.T) {
	for name, kind := range map[string]wire.Kind{"raw": wire.HTTP, "tls": wire.TLS, "tcp": wire.TCP} {
		t.Run(name, func(t *testing.T) {
			ports := func(c *server.Config) { c.TCPPorts = server.PortRange{First: 31900, Last: 31999} }
			w := newWorld(t, ports)
			w.visits = true
			a := newApp(t, "shop")
			wanted := sharing.Spec{Target: a.target, Raw: true, Tunnel: tunnelcore.TunnelConfig{Kind: kind, Name: "shop"}}
			share := w.start(wanted)
			w.expect("shop live")
			if kind == wire.TCP {
				a.meet(2) // the look at the app, and that at the link
				conn, err := net.Dial("tcp", strings.TrimPrefix(strings.Replace(share.URL(), "localhost", "127.0.0.1", 1), "tcp://"))
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n")
				if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
					t.Error(err)
				}
				conn.Close()
				w.expect("shop visited")
			}
			if w.sharer.Close(); len(w.lines) != 1 {
				t.Errorf("%d things happened at the end, want one", len(w.lines))
			}

			w = apart(t, ports)
			w.start(wanted)
			w.expect("shop unreachable")
		})
	}
}

func TestWhoDoesNotLook(t *testing.T) {
	w := apart(t)
	w.sharer.Unchecked = true
	w.start(spec(newApp(t, "shop").target, "shop"))
	w.expect("shop live")
}
