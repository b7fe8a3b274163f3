package registry_test

import (
	"errors"
	"testing"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/wire"
)

// ports are the ports a registry has open.
type ports struct {
	open map[int]bool
	busy map[int]bool // another program's
}

func (p *ports) config(c *registry.Config) {
	c.FirstPort, c.LastPort = 20000, 20002
	c.OpenPort = func(port int) error {
		if p.busy[port] {
			return errors.New("address in use")
		}
		p.open[port] = true
		return nil
	}
	c.ClosePort = func(port int) { delete(p.open, port) }
}

func tcpClaim(name, who string, port int) registry.Claim {
	c := claim(name, who, &session{})
	c.Kind, c.Port = wire.TCP, port
	return c
}

func TestPorts(t *testing.T) {
	p := &ports{open: map[int]bool{}, busy: map[int]bool{20001: true}}
	r := newRegistry(t, p.config)

	asked := bind(t, r, tcpClaim("db", "a", 20002))
	if asked.Port != 20002 || !p.open[20002] {
		t.Fatalf("port %d, open %v", asked.Port, p.open)
	}
	wantRefused(t, r, tcpClaim("db2", "b", 20002), wire.CodePortTaken)
	wantRefused(t, r, tcpClaim("db2", "b", 20001), wire.CodePortTaken)
	wantRefused(t, r, tcpClaim("db2", "b", 80), wire.CodePortInvalid)

	if left := bind(t, r, tcpClaim("db2", "b", 0)); left.Port != 20000 {
		t.Fatalf("port %d, want the only one left", left.Port)
	}
	wantRefused(t, r, tcpClaim("db3", "c", 0), wire.CodeLimit)

	asked.Drop()
	wantRefused(t, r, tcpClaim("db3", "c", 20002), wire.CodePortTaken)
	again := bind(t, r, tcpClaim("db", "a", 0))
	if again.Port != 20002 {
		t.Fatalf("port %d after the return, want its own", again.Port)
	}
	again.End()
	if p.open[20002] {
		t.Error("the port of an ended share is open")
	}
	if e := r.LookupPort(20002); e.State != registry.Free {
		t.Errorf("the port is %s", e.State)
	}
}

func TestPortsMoveWithTheName(t *testing.T) {
	p := &ports{open: map[int]bool{}}
	r := newRegistry(t, p.config)
	bind(t, r, tcpClaim("db", "a", 20000)).Drop()
	if b := bind(t, r, tcpClaim("db", "a", 20001)); b.Port != 20001 || p.open[20000] {
		t.Errorf("port %d, open %v", b.Port, p.open)
	}
}

func TestNoPorts(t *testing.T) {
	wantRefused(t, newRegistry(t), tcpClaim("db", "a", 0), wire.CodeKind)
}
