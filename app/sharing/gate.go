package sharing

import (
	"context"
	"net"
	"sync"

	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/upstream"
)

// gate is what every private connection of a share passes. It knows where the app
// is, and lets nobody through while something else may be there.
type gate struct {
	guard func(context.Context) error // nil: none

	mu     sync.Mutex
	target *upstream.Target
	shut   error // why nobody may pass; nil: they may
	conns  map[*passing]struct{}
}

// Dial opens a private connection. It asks the guard twice: before, so that a
// stranger at the app's port is not disturbed by being looked at, and after, since
// the port may have changed hands meanwhile. Nothing was sent by then.
func (g *gate) Dial(ctx context.Context) (net.Conn, error) {
	target, err := g.enter(ctx)
	if err != nil {
		return nil, err
	}
	conn, err := target.Dial(ctx)
	if err != nil {
		return nil, err
	}
	if _, err = g.enter(ctx); err == nil {
		conn, err = g.admit(conn)
	}
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

func (g *gate) enter(ctx context.Context) (*upstream.Target, error) {
	g.mu.Lock()
	target, err := g.target, g.shut
	g.mu.Unlock()
	if err == nil && g.guard != nil {
		err = g.guard(ctx)
	}
	return target, err
}

// admit takes note of a connection, unless the gate was closed meanwhile.
func (g *gate) admit(conn net.Conn) (net.Conn, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.shut != nil {
		return conn, g.shut
	}
	if g.conns == nil {
		g.conns = map[*passing]struct{}{}
	}
	p := &passing{conn, g}
	g.conns[p] = struct{}{}
	return p, nil
}

// open lets visitors through to target.
func (g *gate) open(target *upstream.Target) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.target, g.shut = target, nil
}

// close lets nobody through, and cuts off who is.
func (g *gate) close(why error) {
	g.mu.Lock()
	conns := g.conns
	g.shut, g.conns = why, nil
	g.mu.Unlock()
	for conn := range conns {
		conn.Abort()
	}
}

// passing is a private connection that its gate knows of.
type passing struct {
	net.Conn
	gate *gate
}

// CloseWrite ends this direction.
func (p *passing) CloseWrite() error { return relay.CloseWrite(p.Conn) }

// RelayEnd lets a relay see the connection itself, to move its bytes fast.
func (p *passing) RelayEnd() relay.End { return relay.Wrap(p.Conn) }

// Abort breaks it off so that the app can tell. Close follows.
func (p *passing) Abort() { relay.Abort(p.Conn) }

func (p *passing) Close() error {
	p.gate.mu.Lock()
	delete(p.gate.conns, p)
	p.gate.mu.Unlock()
	return p.Conn.Close()
}
