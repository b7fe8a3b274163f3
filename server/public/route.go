package public

import (
	"context"
	"net"
	"time"

	"gotunnel/server/control"
	"gotunnel/server/meter"
	"gotunnel/server/registry"
	"gotunnel/tunnelcore/pages"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// holdWait is how long a visitor waits for a held name to come back, and for a
// proxy connection.
const holdWait = 10 * time.Second

// lookup asks the registry for where a visitor wants to go.
type lookup func() registry.Entry

// byName finds a name's tunnel if it is of that kind: one of TCP has a name too
// and is reached by its port alone.
func (s *Server) byName(name string, kind wire.Kind) lookup {
	return func() registry.Entry {
		if e := s.Registry.Lookup(name); e.Kind == kind {
			return e
		}
		return registry.Entry{State: registry.Free}
	}
}

// open takes a visitor to the tunnel that look finds, with the bytes that were
// read already. While the name is held, or its session dies under the visitor,
// it waits. Without a stream there is a page that says why; one that there is
// must be joined.
func (s *Server) open(ctx context.Context, look lookup, open wire.Open, first []byte) (*passage, pages.Page) {
	if s.crowded() {
		return nil, pages.Busy
	}
	ctx, cancel := context.WithTimeout(ctx, holdWait)
	defer cancel()
	for {
		tunnel, page := s.find(ctx, look)
		if tunnel == nil {
			return nil, page
		}
		meter := s.Meters.Of(tunnel.Account(), tunnel.Limits())
		if page := meter.Enter(); page != "" {
			return nil, page
		}
		stream, err := tunnel.Open(ctx, open, first)
		if err == nil {
			s.Stats.Up.Add(int64(len(first))) // the relay counts what follows
			meter.Moved(int64(len(first)))
			return &passage{stream, meter}, ""
		}
		meter.Leave()
		if now := look(); ctx.Err() != nil || now.State == registry.Live && now.Target == any(tunnel) {
			s.Logger.Warn("no proxy connection", "err", err)
			return nil, pages.Busy
		}
	}
}

// find waits for the name to be live, as long as it is worth it.
func (s *Server) find(ctx context.Context, look lookup) (*control.Tunnel, pages.Page) {
	for {
		switch e := look(); e.State {
		case registry.Live:
			return e.Target.(*control.Tunnel), "" //nolint:forcetypeassert // all targets are
		case registry.Ended:
			return nil, pages.Ended
		case registry.Held:
			if !s.wait(ctx, e.Changed) {
				return nil, pages.Paused
			}
		case registry.Blocked:
			return nil, pages.Blocked
		case registry.Free:
			return nil, pages.NotFound
		}
	}
}

// wait waits for a held name to change, and reports whether it did.
func (s *Server) wait(ctx context.Context, changed <-chan struct{}) bool {
	select {
	case s.waiting <- struct{}{}:
		defer func() { <-s.waiting }()
	default:
		return false
	}
	select {
	case <-changed:
		return true
	case <-ctx.Done():
		return false
	}
}

// facts is what the client is told of a visitor.
func facts(conn net.Conn, tls bool) wire.Open {
	return wire.Open{Visitor: conn.RemoteAddr().String(), Local: conn.LocalAddr().String(), TLS: tls}
}

// passage is a visitor's way through, on an account's count.
type passage struct {
	control.Stream
	meter *meter.Meter
}

// join relays a visitor until both directions have ended, and counts.
func (s *Server) join(v relay.End, stream *passage) (relay.Result, error) {
	s.Stats.Visitors.Add(1)
	s.Stats.Open.Add(1)
	defer s.Stats.Open.Add(-1)
	defer stream.meter.Leave()
	limits := relay.DefaultLimits
	limits.Moved = stream.meter.Moved
	result, err := relay.Join(v, stream.Stream, limits)
	s.Stats.Up.Add(result.AToB)
	s.Stats.Down.Add(result.BToA)
	stream.Finish()
	return result, err
}

// passBytes takes a visitor of whom nothing need be understood to a tunnel.
// Without one it returns false; the visitor is then the caller's to refuse.
func (s *Server) passBytes(ctx context.Context, conn net.Conn, end relay.End, look lookup, first []byte) bool {
	e := look()
	stream, page := s.open(ctx, look, facts(conn, false), first)
	if page != "" {
		s.Stats.Refused.Add(1)
		return false
	}
	_ = conn.SetReadDeadline(time.Time{}) // the relay has limits of its own
	began := time.Now()
	moved, err := s.join(end, stream)
	if err == nil {
		_ = conn.Close()
	}
	s.logPassed(e, address(conn), began, int64(len(first))+moved.AToB, moved.BToA)
	return true
}

// serveOnly takes a visitor to the only tunnel there is.
func (s *Server) serveOnly(ctx context.Context, conn net.Conn, end relay.End, first []byte) {
	if !s.passBytes(ctx, conn, end, s.Registry.LookupOnly, first) {
		_ = conn.Close()
	}
}
