package registry

import (
	"fmt"
	"math/rand/v2"

	"gotunnel/tunnelcore/wire"
)

// portLocked finds and opens the port of a TCP tunnel: the one it had, the one
// it asked for, or any. For other kinds it is 0.
func (r *Registry) portLocked(c Claim, had int) (int, error) {
	if c.Kind != wire.TCP || r.Single {
		return 0, nil
	}
	if r.FirstPort == 0 {
		return 0, wire.Error{Code: wire.CodeKind, Message: "This server has no ports for TCP shares."}
	}
	switch {
	case c.Port != 0:
		return r.openPortLocked(c, c.Port)
	case had != 0:
		return r.openPortLocked(c, had)
	}
	n := r.LastPort - r.FirstPort + 1
	start := rand.IntN(n) //nolint:gosec // only so that ports are not reused at once
	for i := range n {
		if port := r.FirstPort + (start+i)%n; r.ports[port] == "" {
			if port, err := r.openPortLocked(c, port); err == nil {
				return port, nil
			}
		}
	}
	return 0, wire.Error{Code: wire.CodeLimit, Message: "All ports of this server are in use.", Retry: true}
}

func (r *Registry) openPortLocked(c Claim, port int) (int, error) {
	if port < r.FirstPort || port > r.LastPort {
		return 0, wire.Error{Code: wire.CodePortInvalid, Message: fmt.Sprintf(
			"Port %d is not one this server gives: choose one from %d to %d.", port, r.FirstPort, r.LastPort)}
	}
	taken := wire.Error{Code: wire.CodePortTaken, Message: fmt.Sprintf("Port %d is taken on this server.", port)}
	switch r.ports[port] {
	case c.Name: // ours already, and perhaps open
	case "":
	default:
		if e := r.names[r.ports[port]]; e != nil && (e.Reserved || !e.over()) {
			return 0, taken
		}
	}
	if err := r.OpenPort(port); err != nil {
		r.Logger.Warn("port not opened", "port", port, "err", err)
		return 0, taken
	}
	r.ports[port] = c.Name
	return port, nil
}

// freePortLocked closes a port if it is still this name's.
func (r *Registry) freePortLocked(name string, port int) {
	if port != 0 && r.ports[port] == name {
		delete(r.ports, port)
		r.ClosePort(port)
	}
}

// HeldPorts are the ports of names that are held.
func (r *Registry) HeldPorts() (ports []int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for port, name := range r.ports {
		if e := r.names[name]; e != nil && e.state == Held && !e.over() {
			ports = append(ports, port)
		}
	}
	return ports
}
