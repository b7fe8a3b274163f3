package registry_test

import (
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/registry"
	"gotunnel/tunnelcore/wire"
)

// Another time to hold names goes for those that are held, and for all later.
func TestSetHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRegistry(t, func(c *registry.Config) { c.Keeper, c.Hold = newMemory(), time.Hour })
		bind(t, r, claim("lost", "anna", &session{})).Drop()
		later := bind(t, r, claim("later", "anna", &session{}))
		r.SetHold(2 * time.Hour)
		time.Sleep(90 * time.Minute)
		wantState(t, r, "lost", registry.Held)
		time.Sleep(30 * time.Minute)
		wantState(t, r, "lost", registry.Free)
		r.SetHold(time.Minute)
		later.Drop()
		wantState(t, r, "later", registry.Held)
		time.Sleep(time.Minute)
		wantState(t, r, "later", registry.Free)
	})
}

// A port that was not given before can be had, and one that was is kept.
func TestSetPorts(t *testing.T) {
	r := newRegistry(t, func(c *registry.Config) {
		c.Keeper, c.FirstPort, c.LastPort = newMemory(), 20001, 20001
		c.OpenPort, c.ClosePort = func(int) error { return nil }, func(int) {}
	})
	tcp := func(name string, port int) registry.Claim {
		c := claim(name, "anna", &session{})
		c.Kind, c.Port = wire.TCP, port
		return c
	}
	first := bind(t, r, tcp("first", 0))
	wantRefused(t, r, tcp("second", 20002), wire.CodePortInvalid)
	r.SetPorts(20000, 20002)
	if second := bind(t, r, tcp("second", 20002)); first.Port != 20001 || second.Port != 20002 {
		t.Errorf("ports %d and %d", first.Port, second.Port)
	}
	if held := r.HeldPorts(); len(held) != 0 {
		t.Errorf("ports %d are held, and all their names live", held)
	}
	first.Drop()
	if held := r.HeldPorts(); len(held) != 1 || held[0] != 20001 {
		t.Errorf("ports %d are held, want 20001", held)
	}
}
