package password

import (
	"fmt"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"
)

func newTries() *tries { return &tries{addresses: map[netip.Prefix]*count{}} }

func TestTriesOfAVisitor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counts, me, other := newTries(), visitor("192.0.2.1:1"), visitor("192.0.2.2:1")
		for i := range perVisitor {
			if wait := counts.take(me, time.Now()); wait != 0 {
				t.Fatalf("try %d waits %v", i, wait)
			}
			time.Sleep(time.Second)
		}
		if wait := counts.take(me, time.Now()); wait != 50*time.Second {
			t.Errorf("wait %v, want 50 s", wait)
		}
		if wait := counts.take(other, time.Now()); wait != 0 {
			t.Errorf("another visitor waits %v", wait)
		}
		time.Sleep(50*time.Second - time.Nanosecond)
		if wait := counts.take(me, time.Now()); wait != 1 {
			t.Errorf("wait %v, want 1 ns", wait)
		}
		time.Sleep(time.Nanosecond)
		if wait := counts.take(me, time.Now()); wait != 0 {
			t.Errorf("waits %v after the minute", wait)
		}
	})
}

func TestRightTriesDoNotCount(t *testing.T) {
	counts, me, now := newTries(), visitor("192.0.2.1:1"), time.Now()
	for i := range 2 * perShare {
		if wait := counts.take(me, now); wait != 0 {
			t.Fatalf("try %d waits %v", i, wait)
		}
		counts.giveBack(me)
	}
	if len(counts.addresses) != 0 {
		t.Errorf("%d addresses are kept", len(counts.addresses))
	}
	counts.giveBack(me) // one too many must not give a try for free
	for range perVisitor {
		counts.take(me, now)
	}
	if wait := counts.take(me, now); wait == 0 {
		t.Error("there are more tries than allowed")
	}
}

func TestTriesOfAllVisitors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counts := newTries()
		checked, most := 0, 0
		for minute := range 3 {
			for i := range 1000 {
				from := visitor(fmt.Sprintf("10.%d.%d.%d:1", minute, i/250, i%250))
				if counts.take(from, time.Now()) == 0 {
					checked++
				}
				most = max(most, len(counts.addresses))
			}
			time.Sleep(window)
		}
		if checked != 3*perShare {
			t.Errorf("%d tries in three minutes, want %d", checked, 3*perShare)
		}
		if most > 2*perShare {
			t.Errorf("the table grew to %d addresses", most)
		}
	})
}

func TestVisitor(t *testing.T) {
	tests := []struct{ addr, want string }{
		{"192.0.2.1:1234", "192.0.2.1/32"},
		{"[::ffff:192.0.2.1]:1234", "192.0.2.1/32"},
		{"[2001:db8:1:2:3:4:5:6]:1234", "2001:db8:1:2::/64"},
		{"[2001:db8:1:2::]:1", "2001:db8:1:2::/64"},
		{"[fe80::1%eth0]:1", "fe80::/64"},
		{"pipe", netip.Prefix{}.String()},
		{"", netip.Prefix{}.String()},
	}
	for _, tt := range tests {
		if got := visitor(tt.addr).String(); got != tt.want {
			t.Errorf("%s counts as %s, want %s", tt.addr, got, tt.want)
		}
	}
}
