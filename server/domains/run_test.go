package domains_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// session is the owner of a live host.
type session struct{ lost []wire.Error }

func (s *session) Probe(context.Context) error { return nil }
func (s *session) Supersede()                  {}
func (s *session) Lose(_ any, why wire.Error)  { s.lost = append(s.lost, why) }

func (w *world) isLive() bool { return w.Registry.Lookup(host).State == registry.Live }

// share binds the host for designer and looks after it from then on.
func (w *world) share() *session {
	w.t.Helper()
	w.dns.Set(host, "CNAME share.acme.dev")
	w.admitted(true)
	s := &session{}
	_, err := w.Registry.Bind(w.t.Context(), registry.Claim{
		Name: host, Kind: wire.HTTP, Account: "designer", Resume: [32]byte{1}, Owner: s, Target: s,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan struct{})
	go func() { w.Run(ctx); close(done) }()
	w.t.Cleanup(func() { cancel(); <-done })
	return s
}

// later lets time pass and waits for what is going on.
func later(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestLiveHostsAreAskedEveryHour(t *testing.T) {
	meet(t, func(w *world) {
		s := w.share()
		first := w.verified()
		w.dns.Asked(host)
		later(59*time.Minute + 30*time.Second)
		if n := w.dns.Asked(host); n != 0 {
			t.Errorf("asked %d times in the first hour", n)
		}
		later(time.Minute)
		if w.dns.Asked(host) == 0 || w.verified().Sub(first) < time.Hour {
			t.Errorf("not asked after an hour: verified %v", w.verified())
		}
		w.dns.Break(true)
		later(3 * time.Hour)
		if !w.isLive() || len(s.lost) > 0 {
			t.Fatalf("cut by a hiccup: %v", s.lost)
		}
		w.dns.Break(false)
		later(time.Minute)
		if time.Since(w.verified()) > 2*time.Minute {
			t.Errorf("verified %v ago when DNS is well again", time.Since(w.verified()))
		}
	})
}

func TestHostsThatLeadElsewhereForADayEnd(t *testing.T) {
	meet(t, func(w *world) {
		s := w.share()
		w.put(store.Domain{Host: host, Account: "designer", Verified: time.Now().Add(-23 * time.Hour)})
		w.dns.Set(host, "CNAME shops.example.net")
		later(50 * time.Minute)
		if !w.isLive() {
			t.Fatal("ended before a day was over")
		}
		later(20 * time.Minute)
		if w.isLive() || len(s.lost) != 1 || s.lost[0].Code != wire.CodeDomain {
			t.Fatalf("live after a day: %v, and told %v", w.isLive(), s.lost)
		}
		w.admitted(false)
	})
}

func TestHostsThatAreTakenAwayEnd(t *testing.T) {
	for name, take := range map[string]func(*world){
		"removed":          func(w *world) { w.remove(host) },
		"given to another": func(w *world) { w.put(store.Domain{Host: host, Account: "brand"}) },
	} {
		t.Run(name, func(t *testing.T) {
			meet(t, func(w *world) {
				s := w.share()
				take(w)
				later(time.Minute)
				if w.isLive() || len(s.lost) != 1 {
					t.Errorf("live: %v, and told %v", w.isLive(), s.lost)
				}
			})
		})
	}
}
