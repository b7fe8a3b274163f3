package gateway_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"gotunnel/tunnelcore/gateway"
)

// network is a listener in memory, for tests in a synctest bubble. It can be
// dialed while it is up.
type network struct {
	up     atomic.Bool
	dials  atomic.Int32
	come   chan net.Conn
	closed chan struct{}
}

func newNetwork(up bool) *network {
	n := &network{come: make(chan net.Conn), closed: make(chan struct{})}
	n.up.Store(up)
	return n
}

var errRefused = errors.New("nothing listens")

func (n *network) Dial(ctx context.Context) (net.Conn, error) {
	n.dials.Add(1)
	if !n.up.Load() {
		return nil, errRefused
	}
	ours, theirs := net.Pipe()
	select {
	case n.come <- addressed{theirs}:
		return ours, nil
	case <-n.closed:
		return nil, errRefused
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case conn := <-n.come:
		return conn, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	select {
	case <-n.closed:
	default:
		close(n.closed)
	}
	return nil
}

func (n *network) Addr() net.Addr { return nil }

// addressed is a pipe from an address on a network.
type addressed struct{ net.Conn }

func (addressed) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort("192.0.2.7:5123"))
}

// bubble is a share in memory, in a synctest bubble.
type bubble struct {
	t     *testing.T
	app   *network
	http  *http.Client
	told  []bool // by OnApp; read it after synctest.Wait
	proxy *gateway.Proxy
}

// inBubble runs body beside an app, which is up or not, and its gateway. A
// goroutine that outlives them fails the test.
func inBubble(t *testing.T, up bool, app http.Handler, body func(*bubble)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		b := &bubble{t: t, app: newNetwork(up)}
		visitors := newNetwork(true)
		b.proxy = &gateway.Proxy{
			Target: target(t, "3000"), Origin: link, Dial: b.app.Dial,
			OnApp: func(up bool) { b.told = append(b.told, up) },
		}
		srv := &http.Server{Handler: app}
		go func() { _ = srv.Serve(b.app) }()
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- gateway.Serve(ctx, visitors, b.proxy) }()
		transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return visitors.Dial(ctx)
		}}
		b.http = &http.Client{Transport: transport}
		body(b)
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
		transport.CloseIdleConnections()
		_ = b.proxy.Close()
		_ = srv.Close()
	})
}

func (b *bubble) request(header http.Header) (*http.Response, error) {
	r, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, link, nil)
	if err != nil {
		return nil, err
	}
	r.Header = header
	return b.http.Do(r)
}

// get is the status of a GET, and what it says.
func (b *bubble) get() (int, string) {
	b.t.Helper()
	res, err := b.request(http.Header{"Accept": {"text/html"}})
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	return res.StatusCode, readAll(b.t, res.Body)
}
