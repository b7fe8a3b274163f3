package gateway

import (
	"hash/maphash"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// Visitors counts who is watching a share: browsers, not requests. It tells
// them apart by address and program, keeps nothing of either but a hash, and
// sets no cookie. The zero value is ready.
type Visitors struct {
	once sync.Once
	seed maphash.Seed

	mu     sync.Mutex
	known  map[uint64]*browser
	agents map[string]string // what programs are called, of those seen lately; "": no browser
	last   time.Time         // of any browser; zero: none came
}

// browser is one that has been here within the last 30 minutes.
type browser struct {
	name string // as in Visitor.Browser
	page string
	open int // requests that are not over, such as WebSockets
	last time.Time
}

// Snapshot is who is watching at one moment.
type Snapshot struct {
	// Watching is how many browsers have a request open, such as a WebSocket,
	// or had one within the last 30 minutes; at most 10,000.
	Watching int
	// LastVisit is when the last request of a browser began, or ended if it
	// was a long one. Zero: none came yet.
	LastVisit time.Time
	// Newest are those who were here last, at most 10, the newest first.
	Newest []Visitor
}

// Visitor is one browser. Who it is, or where, is not known.
type Visitor struct {
	// Browser is what it is, in a few coarse words: "Safari on a phone".
	Browser string
	// Page is the path of the page it asked for last; empty if it asked for none.
	Page string
	// Seen is when a request of it last began or ended.
	Seen time.Time
	// Here tells that it has a request open now.
	Here bool
}

const (
	// watchingFor is how long after its last request a browser counts. A page
	// that is read, or a phone that was put aside, makes no requests.
	watchingFor = 30 * time.Minute
	// maxBrowsers bounds what is remembered, at some 200 bytes each.
	maxBrowsers = 10_000
	// maxNewest is how many a person would look at.
	maxNewest = 10
)

// Wrap counts the visitors of next. Handlers made by one Visitors count
// together.
func (v *Visitors) Wrap(next http.Handler) http.Handler {
	v.once.Do(func() { v.seed = maphash.MakeSeed() })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b, ok := v.enter(r, time.Now()); ok {
			defer func() { v.leave(b, time.Now()) }()
		}
		next.ServeHTTP(w, r)
	})
}

// Snapshot is who is watching now.
func (v *Visitors) Snapshot() Snapshot {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.sweepLocked(time.Now())
	return Snapshot{Watching: len(v.known), LastVisit: v.last, Newest: v.newestLocked()}
}

// newestLocked keeps the list short while it goes through all that are known.
func (v *Visitors) newestLocked() (list []Visitor) {
	for _, b := range v.known {
		one := Visitor{Browser: b.name, Page: b.page, Seen: b.last, Here: b.open > 0}
		at, _ := slices.BinarySearchFunc(list, one, newerFirst)
		if at < maxNewest {
			list = slices.Insert(list[:min(len(list), maxNewest-1)], at, one)
		}
	}
	return list
}

// newerFirst puts those first who are here now.
func newerFirst(a, b Visitor) int {
	if a.Here != b.Here {
		if a.Here {
			return -1
		}
		return 1
	}
	return b.Seen.Compare(a.Seen)
}

// enter notes that a request began; false if it is no browser's. The browser is
// nil if there is no room for it.
func (v *Visitors) enter(r *http.Request, now time.Time) (b *browser, ok bool) {
	agent := r.UserAgent()
	page := pageOf(r)
	v.mu.Lock()
	defer v.mu.Unlock()
	name := v.browserNameLocked(agent)
	if name == "" {
		return nil, false
	}
	v.last = now
	id := v.id(agent, r.RemoteAddr)
	b = v.known[id]
	if b == nil {
		v.sweepLocked(now)
		if len(v.known) >= maxBrowsers {
			return nil, true
		}
		if v.known == nil {
			v.known = map[uint64]*browser{}
		}
		b = &browser{name: name}
		v.known[id] = b
	}
	if page != "" {
		b.page = page
	}
	b.last = now
	b.open++
	return b, true
}

// id is all that is kept of a program and the address it comes from, whose port
// is another one for each connection.
func (v *Visitors) id(agent, from string) uint64 {
	var h maphash.Hash
	h.SetSeed(v.seed)
	if host := from[:max(0, strings.LastIndexByte(from, ':'))]; strings.HasPrefix(host, "[") {
		addr, _ := netip.ParseAddr(strings.Trim(host, "[]")) // of several spellings
		_, _ = h.WriteString(addr.Unmap().WithZone("").String())
	} else {
		_, _ = h.WriteString(host)
	}
	_, _ = h.WriteString(agent)
	return h.Sum64()
}

// maxAgents bounds how many programs are remembered; a page of one browser asks
// for dozens of things.
const maxAgents = 100

// browserNameLocked is browserName, which takes longer than all the rest.
func (v *Visitors) browserNameLocked(agent string) string {
	name, ok := v.agents[agent]
	if !ok {
		name = browserName(agent)
		if v.agents == nil || len(v.agents) >= maxAgents {
			v.agents = map[string]string{}
		}
		v.agents[agent] = name
	}
	return name
}

func (v *Visitors) leave(b *browser, now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.last = now
	if b != nil {
		b.last = now
		b.open--
	}
}

func (v *Visitors) sweepLocked(now time.Time) {
	for id, b := range v.known {
		if b.open == 0 && now.Sub(b.last) >= watchingFor {
			delete(v.known, id)
		}
	}
}
