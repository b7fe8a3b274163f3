// Package abuse keeps names that nobody vouches for from being of use to those who
// would deceive people with them:
//
//	kit := abuse.New(abuse.Config{Addresses: 500, FirstVisit: true})
//	if reply := kit.Answer("shop", addr, head, false); reply != nil {
//		write it, and nothing of the request goes on
//	}
//
// It stands on the server, before a request goes on, so that no client can leave
// it out. Search engines are told to stay away, a name has so many visitors a day
// and no more, and, if the operator wants it, a browser is shown first that this
// is somebody's computer.
//
// It does not look into answers, keeps no address (only hashes, for a day), and
// can't look into TLS that it does not end: there only visitors are counted.
package abuse

import (
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"

	"gotunnel/server/sniff"
	"gotunnel/tunnelcore/pages"
)

// Config says what is done. The zero value only answers robots.
type Config struct {
	// Addresses is how many visitors' addresses a name may have in a day; 0: any
	// number. IPv6 counts by /64, which one household has.
	Addresses int
	// FirstVisit shows a page of ours to browsers that come to a name first.
	FirstVisit bool
	// Report is a mailto: or https: URL for visitors who want to report what a
	// name shows; empty: our pages have no such link.
	Report string
}

// Kit does it. Its methods may be called at once and do not block.
type Kit struct {
	off      bool
	now      atomic.Pointer[rules]
	visitors visitors
}

// rules are what a kit goes by, with the pages that follow from it.
type rules struct {
	Config
	pages *pages.Set
}

// None is a kit that does nothing.
var None = none()

func none() *Kit {
	k := New(Config{})
	k.off = true
	return k
}

// New returns a kit that has seen nobody yet.
func New(c Config) *Kit {
	k := &Kit{}
	k.Set(c)
	return k
}

// Set has the kit go by c from now on. It does not forget who came.
func (k *Kit) Set(c Config) { k.now.Store(&rules{c, pages.With(c.Report)}) }

// Pages are our pages, with the link to report a name.
func (k *Kit) Pages() *pages.Set { return k.now.Load().pages }

// Enter counts a visitor's address in; false if the name has had too many.
func (k *Kit) Enter(name string, from netip.Addr) bool {
	most := k.now.Load().Addresses
	return most == 0 || k.visitors.enter(name, from, most)
}

// Answer is the response that a request gets instead of going on to a name's
// share, with Connection: close, or nil if it goes on. The visitor has entered.
func (k *Kit) Answer(h *sniff.Head, secure bool) []byte {
	now := k.now.Load()
	path, query, _ := strings.Cut(h.Target, "?")
	switch {
	case k.off:
		return nil
	case path == "/robots.txt" && reads(h):
		return robots(h.Method == http.MethodHead)
	case !now.FirstVisit:
		return nil
	case path == visitPath && reads(h):
		return visited(query, secure)
	case h.Method == http.MethodGet && h.AcceptsHTML && !h.Upgrade && !h.Visited:
		return now.ask(h.Target)
	}
	return nil
}

func reads(h *sniff.Head) bool { return h.Method == http.MethodGet || h.Method == http.MethodHead }
