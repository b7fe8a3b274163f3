// Package memnet is a network in memory, for tests under testing/synctest,
// where real sockets keep the clock from moving:
//
//	network := memnet.New()
//	srv := servertest.Start(t, func(c *server.Config) { c.Inherited = []net.Listener{network} })
//	client := &tunnelcore.Client{Server: srv.Addr, DialContext: network.DialContext}
//
// Connections are like TCP ones: buffered, with deadlines, half-close and reset.
// [Network.Cut] pulls the cable. It is not fast and has no addresses but its
// own.
package memnet

import (
	"context"
	"net"
	"sync"
)

// Network is a network with one listener, itself. Make one with [New].
type Network struct {
	arriving chan *Conn
	closed   chan struct{}
	once     sync.Once

	mu    sync.Mutex
	cut   bool
	conns []*Conn
	dials int
}

// New returns a network whose listener has the address 127.0.0.1:8080.
func New() *Network {
	return &Network{arriving: make(chan *Conn), closed: make(chan struct{})}
}

// Accept implements net.Listener.
func (n *Network) Accept() (net.Conn, error) {
	select {
	case c := <-n.arriving:
		return c, nil
	case <-n.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. Connections stay.
func (n *Network) Close() error {
	n.once.Do(func() { close(n.closed) })
	return nil
}

var listens = &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}

// Addr implements net.Listener.
func (n *Network) Addr() net.Addr { return listens }

// DialContext connects to the listener, whatever the address. With the cable
// cut it blocks until ctx ends.
func (n *Network) DialContext(ctx context.Context, _, _ string) (net.Conn, error) {
	far, near := n.pair()
	if near == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	select {
	case n.arriving <- far:
		return near, nil
	case <-n.closed:
		return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: listens, Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// firstPort is the first dialer's.
const firstPort = 40000

func (n *Network) pair() (far, near *Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.dials++
	if n.cut {
		return nil, nil
	}
	dialer := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: firstPort + n.dials}
	up, down := newHalf(), newHalf()
	far = &Conn{in: up, out: down, local: listens, remote: dialer}
	near = &Conn{in: down, out: up, local: dialer, remote: listens}
	n.conns = append(n.conns, near)
	return far, near
}

// Dials is how often somebody dialed.
func (n *Network) Dials() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.dials
}

// Cut pulls the cable: nothing that is written arrives any more, on connections
// there are, and nobody learns of it. New ones can't be made before [Network.Mend].
func (n *Network) Cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for _, c := range n.conns {
		c.in.lose()
		c.out.lose()
	}
	n.conns = nil
}

// Mend lets new connections be made. Those that were cut stay so.
func (n *Network) Mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = false
}
