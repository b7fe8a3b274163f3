package control

import (
	"errors"
	"io"
	"slices"

	"gotunnel/tunnelcore/wire"
)

// read reads a client's first frame. An error may quote the client, so it is
// made fit for the log.
func read[T wire.Message](r io.Reader) (T, error) {
	m, err := wire.ReadAs[T](r)
	if err != nil {
		err = errors.New(printable(err.Error()))
	}
	return m, err
}

// maxID is the longest id a client may give a tunnel, in bytes.
const maxID = 64

// check refuses what can't be bound, and puts the name into its one spelling.
func (s *Session) check(m *wire.Bind) error {
	if m.Tunnel == "" || len(m.Tunnel) > maxID {
		return wire.Error{Code: wire.CodeMalformed, Message: "A tunnel needs an id of 1 to 64 bytes."}
	}
	if !slices.Contains(s.hub.Kinds, m.Kind) {
		return wire.Error{Code: wire.CodeKind, Message: kindMessage(m.Kind)}
	}
	if m.Name != "" {
		name, err := wire.CanonicalBind(m.Name)
		if err != nil {
			return wire.Error{Code: wire.CodeNameInvalid, Message: err.Error()}
		}
		m.Name = name
	}
	return nil
}

// reserve takes a tunnel's id while it is being bound.
func (s *Session) reserve(t *Tunnel) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over != nil {
		return wire.Error{Code: wire.CodeInternal, Message: "The session is over.", Retry: true}
	}
	if s.tunnels[t.id] != nil {
		return wire.Error{Code: wire.CodeMalformed, Message: "That tunnel is bound already."}
	}
	if len(s.tunnels) >= maxTunnels {
		return wire.Error{Code: wire.CodeLimit, Message: "This computer has as many shares as the server allows."}
	}
	s.tunnels[t.id] = t
	return nil
}

func kindMessage(k wire.Kind) string {
	switch k {
	case wire.TCP:
		return "This server has no ports for TCP shares."
	case wire.TLS:
		return "This server does not pass TLS through."
	case wire.HTTP:
		return "This server does not share HTTP apps."
	}
	return "This server does not know that kind of share."
}
