package control

import (
	"cmp"
	"net"
	"slices"
	"time"

	"gotunnel/tunnelcore/wire"
)

// SessionInfo is a client that there is, for the operator to see.
type SessionInfo struct {
	ID      string
	Account string // empty on a server that is open to all
	Token   string // its id
	Device  string
	Client  string // what the program calls itself; printable
	Since   time.Time
	Addr    net.Addr
	Tunnels []TunnelInfo // by their names
}

// TunnelInfo is one of its tunnels.
type TunnelInfo struct {
	Name string
	Kind wire.Kind
	Port int // of a TCP tunnel
	URL  string
}

// Sessions is every client that there is, the oldest first.
func (h *Hub) Sessions() []SessionInfo {
	var all []SessionInfo
	for _, s := range h.all() {
		all = append(all, s.info())
	}
	slices.SortFunc(all, func(a, b SessionInfo) int { return a.Since.Compare(b.Since) })
	return all
}

func (s *Session) info() SessionInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := SessionInfo{
		ID: s.id, Account: s.who.Account, Token: s.who.Token, Device: s.who.Device,
		Client: s.client, Since: s.since, Addr: s.addr,
	}
	for _, t := range s.tunnels {
		if b := t.binding; b != nil {
			i.Tunnels = append(i.Tunnels, TunnelInfo{b.Name, t.kind, b.Port, s.hub.Endpoint(t.kind, b.Name, b.Port)})
		}
	}
	slices.SortFunc(i.Tunnels, func(a, b TunnelInfo) int { return cmp.Compare(a.Name, b.Name) })
	return i
}
