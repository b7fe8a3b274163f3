package public_test

import (
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server/store"
	"gotunnel/tunnelcore"
)

// sharer is a client of an account, with these limits.
func (s *site) sharer(limits store.Limits) *tunnelcore.Client {
	s.t.Helper()
	token := s.Token(s.t, "designer", func(a *store.Account) { a.Limits = limits })
	return &tunnelcore.Client{Server: s.Addr, Token: token}
}

// An account has so many visitors at once, over all its sessions: to connect
// again changes nothing.
func TestVisitorsOfAnAccount(t *testing.T) {
	s := start(t)
	limits := store.Limits{Visitors: 1}
	shop := listen(t, s.sharer(limits), tunnelcore.TunnelConfig{Name: "shop"})
	docs := listen(t, s.sharer(limits), tunnelcore.TunnelConfig{Name: "docs"})

	first := s.visit()
	first.send(request("shop.localhost", "/"))
	a := app(t, shop)
	a.expect(request("shop.localhost", "/"))

	second := s.visit()
	second.send(request("docs.localhost", "/"))
	second.wantPage(http.StatusServiceUnavailable)

	a.send(response("done"))
	a.Close()
	if got := first.rest(); got != response("done") {
		t.Errorf("the first visitor got %q", got)
	}
	first.Close()
	s.alone()
	s.works(docs)
}

// What an account's visitors may move in a month is over at once.
func TestBytesOfAnAccount(t *testing.T) {
	s := start(t)
	shop := listen(t, s.sharer(store.Limits{Bytes: 80}), tunnelcore.TunnelConfig{Name: "shop"})
	other := listen(t, &tunnelcore.Client{Server: s.Addr, Token: s.Token(t, "other")}, tunnelcore.TunnelConfig{Name: "docs"})
	s.works(shop)
	s.alone()
	v := s.visit()
	v.send(request("shop.localhost", "/"))
	v.wantPage(http.StatusServiceUnavailable)
	s.works(other)

	s.Stop()                            // a restart forgets nothing
	s.Config.Metrics = metrics.NewSet() // a figure is registered once
	s.Run()
	shop = listen(t, s.sharer(store.Limits{Bytes: 80}), tunnelcore.TunnelConfig{Name: "again"})
	v = s.visit()
	v.send(request(shop.Name()+".localhost", "/"))
	v.wantPage(http.StatusServiceUnavailable)
}

// alone waits until the server has counted every visitor out.
func (s *site) alone() {
	s.t.Helper()
	for began := time.Now(); s.counts("gotunneld_visitors_open") != "0"; runtime.Gosched() {
		if time.Since(began) > patience {
			s.t.Fatal("a visitor is never counted out")
		}
	}
}
