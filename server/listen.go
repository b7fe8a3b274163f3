package server

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"

	"gotunnel/server/public"
	"gotunnel/tunnelcore/wire"
)

// listen opens all listeners or none.
func (s *Server) listen() error {
	for _, ln := range s.cfg.Inherited {
		s.listeners = append(s.listeners, listener{ln, Inherited, public.All})
	}
	wanted := []struct {
		addrs   []string
		accepts public.Accepts
	}{
		{s.cfg.HTTPListen, public.HTTP},
		{s.cfg.TLSListen, public.TLS},
	}
	if len(s.cfg.Inherited) == 0 {
		if err := s.listenOn(s.cfg.Listen, public.All); err != nil {
			return err
		}
	}
	for _, w := range wanted {
		for _, addr := range w.addrs {
			if err := s.listenOn(addr, w.accepts); err != nil {
				return err
			}
		}
	}
	if s.cfg.ControlListen != "" {
		return s.listenOn(s.cfg.ControlListen, public.Clients)
	}
	return nil
}

func (s *Server) listenOn(addr string, accepts public.Accepts) error {
	name := SocketName(kindOf[accepts], addr)
	ln, ok := s.handed(name)
	if !ok {
		var err error
		if ln, err = public.Listen(addr, !s.cfg.Single); err != nil {
			return fmt.Errorf("listen on %s: %w", addr, err)
		}
	}
	s.listeners = append(s.listeners, listener{ln, name, accepts})
	return nil
}

// Addr is the address that takes everything.
func (s *Server) Addr() net.Addr { return s.listeners[0].Addr() }

// host is what TCP tunnels' ports listen on: the host of the first listener.
func (s *Server) host() string {
	host, _, err := net.SplitHostPort(s.Addr().String())
	if err != nil {
		return ""
	}
	return host
}

// endpoint is a tunnel's public address, as a person opens it.
func (s *Server) endpoint(kind wire.Kind, name string, port int) string {
	host := s.hostOf(kind, name)
	switch {
	case kind == wire.TCP && s.cfg.Single:
		return "tcp://" + net.JoinHostPort(host, s.port(public.TLS))
	case kind == wire.TCP:
		return "tcp://" + net.JoinHostPort(host, strconv.Itoa(port))
	case kind == wire.TLS || s.public.EndsTLS(name):
		return "https://" + withPort(host, s.port(public.TLS), "443")
	}
	return "http://" + withPort(host, s.port(public.HTTP), "80")
}

// hostOf is the host by which a tunnel is reached: one of TCP by its port, at any.
func (s *Server) hostOf(kind wire.Kind, name string) string {
	switch {
	case s.cfg.Single:
		return s.cfg.Domain
	case wire.IsOwnHost(name):
		return name
	case kind == wire.TCP:
		return s.cfg.Domain
	}
	return name + "." + s.cfg.Domain
}

// port is the port visitors of a kind come to: of the address that is for
// them, else of the one for everything.
func (s *Server) port(kind public.Accepts) string {
	best := s.listeners[0]
	for _, ln := range s.listeners {
		if ln.accepts == kind {
			best = ln
			break
		}
	}
	_, port, err := net.SplitHostPort(best.Addr().String())
	if err != nil {
		return ""
	}
	return port
}

func withPort(host, port, usual string) string {
	if port == usual || port == "" {
		return host
	}
	return net.JoinHostPort(host, port)
}

// PortRange is the ports from First to Last, both in it. The zero value is no
// ports.
type PortRange struct{ First, Last int }

// ErrPortRange says how a range is written.
var ErrPortRange = errors.New("a port range is two ports with a dash, like 20000-20099")

// UnmarshalText reads "20000-20099", or one port; empty is no ports.
func (r *PortRange) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = PortRange{}
		return nil
	}
	first, last, ok := cut(string(text))
	if !ok || first < 1 || last < first || last > 65535 {
		return ErrPortRange
	}
	*r = PortRange{first, last}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (r PortRange) MarshalText() ([]byte, error) {
	if r == (PortRange{}) {
		return nil, nil
	}
	return fmt.Appendf(nil, "%d-%d", r.First, r.Last), nil
}

func cut(s string) (first, last int, ok bool) {
	a, b, found := strings.Cut(s, "-")
	if !found {
		b = a
	}
	first, err1 := strconv.Atoi(strings.TrimSpace(a))
	last, err2 := strconv.Atoi(strings.TrimSpace(b))
	return first, last, err1 == nil && err2 == nil
}
