package control

import (
	"context"
	"errors"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// Tunnel is a name, or a port, bound to a session. It is the Target of a live
// registry entry.
type Tunnel struct {
	session *Session
	id      string // the client's
	kind    wire.Kind
	binding *registry.Binding
}

// Stream is a visitor's way to the client.
type Stream interface {
	relay.End
	// Finish ends the stream and gives its connection back. It is called
	// exactly once, by whoever opened it, and blocks for 5 seconds at most.
	Finish()
}

// Open starts a visitor's stream with its first bytes, on a warm proxy
// connection or one that it waits for until ctx ends. open.Tunnel is filled in.
func (t *Tunnel) Open(ctx context.Context, open wire.Open, first []byte) (Stream, error) {
	open.Tunnel = t.id
	if t.kind == wire.TLS && t.session.hasFeature(wire.FeaturePlain) {
		return t.session.openPlain(ctx, open, first)
	}
	return t.session.openSecure(ctx, open, first)
}

// bind serves a client's request for a tunnel.
func (s *Session) bind(ctx context.Context, m wire.Bind) {
	t, err := s.tryBind(ctx, m)
	if err != nil {
		refusal := wire.Error{Code: wire.CodeInternal, Message: "The server could not do that.", Retry: true}
		if !errors.As(err, &refusal) {
			s.hub.Logger.Error("bind failed", "session", s.id, "err", err)
		}
		s.hub.Logger.Info("tunnel refused", "session", s.id, "code", refusal.Code)
		s.send(wire.Refused{Tunnel: m.Tunnel, Error: refusal})
		return
	}
	b := t.binding
	s.hub.Logger.Info("tunnel live", "session", s.id, "name", b.Name, "kind", m.Kind, "epoch", b.Epoch)
	s.send(wire.Bound{
		Tunnel: t.id, Name: b.Name, URL: s.hub.Endpoint(m.Kind, b.Name, b.Port), Port: b.Port, Epoch: b.Epoch,
	})
}

func (s *Session) tryBind(ctx context.Context, m wire.Bind) (*Tunnel, error) {
	if err := s.check(&m); err != nil {
		return nil, err
	}
	t := &Tunnel{session: s, id: m.Tunnel, kind: m.Kind}
	b, err := s.hub.Registry.Bind(ctx, registry.Claim{
		Name: m.Name, Kind: m.Kind, Port: m.Port,
		Resume: s.resume, Instance: s.instance, Owner: s, Target: t,
	})
	if err != nil {
		return nil, err
	}
	t.binding = b
	if !s.keep(t) {
		b.Drop()
		return nil, errPoolClosed
	}
	if m.Kind == wire.TLS && s.hasFeature(wire.FeaturePlain) {
		s.plain.keepWarm(minWarm)
	}
	return t, nil
}

// keep adds a tunnel, unless the session ended while it was being bound.
func (s *Session) keep(t *Tunnel) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return false
	}
	s.tunnels[t.id] = t
	return true
}

func (s *Session) unbind(id string) {
	s.mu.Lock()
	t := s.tunnels[id]
	delete(s.tunnels, id)
	s.mu.Unlock()
	if t != nil {
		t.binding.End()
		s.hub.Logger.Info("tunnel ended", "session", s.id, "name", t.binding.Name)
	}
}
