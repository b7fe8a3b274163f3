package control

import (
	"context"
	"errors"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// Tunnel is a name, or a port, bound to a session. It is the Target of a live
// registry entry.
type Tunnel struct {
	session *Session
	id      string // the client's
	kind    wire.Kind
	binding *registry.Binding // nil while it is being bound

	// Guarded by the session's lock.
	streams map[relay.End]struct{}
	isCut   bool
}

// enter takes in a visitor's stream; false if the tunnel was taken away, and
// then the stream is broken off.
func (t *Tunnel) enter(stream relay.End) bool {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	if t.isCut {
		stream.Abort()
		return false
	}
	t.streams[stream] = struct{}{}
	return true
}

func (t *Tunnel) leave(stream relay.End) {
	t.session.mu.Lock()
	defer t.session.mu.Unlock()
	delete(t.streams, stream)
}

// Account is whose tunnel it is; empty on a server that is open to all.
func (t *Tunnel) Account() string { return t.session.who.Account }

// Limits are the account's, as they were when the session began.
func (t *Tunnel) Limits() store.Limits { return t.session.who.Limits }

// errCut is why there is no stream in a tunnel that was taken away.
var errCut = errors.New("the tunnel was taken away")

// Stream is a visitor's way to the client.
type Stream interface {
	relay.End
	// Session is the id of the session that the stream came from.
	Session() string
	// Finish ends the stream and gives its connection back. It is called
	// exactly once, by whoever opened it, and blocks for 5 seconds at most.
	Finish()
}

// Open starts a visitor's stream with its first bytes, on a warm proxy
// connection or one that it waits for until ctx ends. open.Tunnel is filled in.
func (t *Tunnel) Open(ctx context.Context, open wire.Open, first []byte) (Stream, error) {
	open.Tunnel = t.id
	if t.kind == wire.TLS && t.session.hasFeature(wire.FeaturePlain) {
		return t.openPlain(ctx, open, first)
	}
	return t.openSecure(ctx, open, first)
}

// begin checks a client's request for a tunnel and takes its id.
func (s *Session) begin(m *wire.Bind) (*Tunnel, error) {
	if err := s.check(m); err != nil {
		return nil, err
	}
	t := &Tunnel{session: s, id: m.Tunnel, kind: m.Kind, streams: map[relay.End]struct{}{}}
	return t, s.reserve(t)
}

// bind makes a tunnel live and tells the client.
func (s *Session) bind(ctx context.Context, t *Tunnel, m wire.Bind) error {
	b, err := s.claim(ctx, t, m)
	if err != nil {
		s.forget(t)
		return err
	}
	switch {
	case s.keep(t, b):
	case s.isOver() != nil:
		b.Drop()
		return nil
	default:
		b.End()
		return nil
	}
	if m.Kind == wire.TLS && s.hasFeature(wire.FeaturePlain) {
		s.plain.keepWarm(minWarm)
	}
	s.hub.Logger.Info("tunnel live", "session", s.id, "name", b.Name, "kind", m.Kind, "epoch", b.Epoch)
	s.send(wire.Bound{
		Tunnel: t.id, Name: b.Name, URL: s.hub.Endpoint(m.Kind, b.Name, b.Port), Port: b.Port, Epoch: b.Epoch,
	})
	return nil
}

// claim gets the tunnel its name.
func (s *Session) claim(ctx context.Context, t *Tunnel, m wire.Bind) (*registry.Binding, error) {
	if wire.IsOwnHost(m.Name) {
		if err := s.hub.Domains.Admit(ctx, s.who.Account, m.Name); err != nil {
			return nil, err
		}
	}
	return s.hub.Registry.Bind(ctx, registry.Claim{
		Name: m.Name, Kind: m.Kind, Port: m.Port, Move: m.Move,
		Account: s.who.Account, Device: s.who.Device, Names: s.who.Names, Limits: s.who.Limits,
		Resume: s.resume, Instance: s.instance, Owner: s, Target: t,
	})
}

// tellRefused tells the client why it can't have a tunnel. A nil err is no
// refusal.
func (s *Session) tellRefused(id string, err error) {
	if err == nil {
		return
	}
	refusal := wire.Error{Code: wire.CodeInternal, Message: "The server could not do that.", Retry: true}
	if !errors.As(err, &refusal) {
		s.hub.Logger.Error("bind failed", "session", s.id, "err", err)
	}
	s.hub.Logger.Info("tunnel refused", "session", s.id, "code", refusal.Code)
	s.send(wire.Refused{Tunnel: id, Error: refusal})
}

// keep makes the binding the tunnel's, unless the client gave it up, or lost it,
// while it was being bound.
func (s *Session) keep(t *Tunnel, b *registry.Binding) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tunnels[t.id] != t {
		return false
	}
	t.binding = b
	return true
}

// forget gives the id of a tunnel free that could not be bound or was taken
// away.
func (s *Session) forget(t *Tunnel) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.tunnels[t.id] == t {
		delete(s.tunnels, t.id)
	}
}

func (s *Session) unbind(id string) {
	if b := s.take(id); b != nil {
		b.End()
		s.hub.Logger.Info("tunnel ended", "session", s.id, "name", b.Name)
	}
}

// take removes a tunnel and returns its binding, nil if it has none yet.
func (s *Session) take(id string) *registry.Binding {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.tunnels[id]
	if t == nil {
		return nil
	}
	delete(s.tunnels, id)
	return t.binding
}
