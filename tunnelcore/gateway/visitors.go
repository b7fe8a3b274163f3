package gateway

import (
	"hash/maphash"
	"net/http"
	"net/netip"
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
	agents map[string]bool // whether programs are browsers, of those seen lately
	last   time.Time       // of any browser; zero: none came
}

// browser is one that has been here within the last 30 minutes.
type browser struct {
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
}

const (
	// watchingFor is how long after its last request a browser counts. A page
	// that is read, or a phone that was put aside, makes no requests.
	watchingFor = 30 * time.Minute
	// maxBrowsers bounds what is remembered, at some 100 bytes each.
	maxBrowsers = 10_000
)

// Wrap counts the visitors of next. Handlers made by one Visitors count
// together.
func (v *Visitors) Wrap(next http.Handler) http.Handler {
	v.once.Do(func() { v.seed = maphash.MakeSeed() })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if b, ok := v.enter(r.UserAgent(), r.RemoteAddr, time.Now()); ok {
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
	return Snapshot{Watching: len(v.known), LastVisit: v.last}
}

// enter notes that a request began; false if it is no browser's. The browser is
// nil if there is no room for it.
func (v *Visitors) enter(agent, from string, now time.Time) (b *browser, ok bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if !v.isBrowserLocked(agent) {
		return nil, false
	}
	v.last = now
	id := v.id(agent, from)
	b = v.known[id]
	if b == nil {
		v.sweepLocked(now)
		if len(v.known) >= maxBrowsers {
			return nil, true
		}
		if v.known == nil {
			v.known = map[uint64]*browser{}
		}
		b = &browser{}
		v.known[id] = b
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

// isBrowserLocked is isBrowser, which takes longer than all the rest.
func (v *Visitors) isBrowserLocked(agent string) bool {
	is, ok := v.agents[agent]
	if !ok {
		is = isBrowser(agent)
		if v.agents == nil || len(v.agents) >= maxAgents {
			v.agents = map[string]bool{}
		}
		v.agents[agent] = is
	}
	return is
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

// robots are in the names of programs that call themselves a browser and are
// none: crawlers, and those that fetch a link to show a preview of it.
var robots = []string{
	"bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "facebookcatalog", "whatsapp",
	"skypeuripreview", "embedly", "quora link", "pinterest/", "vkshare", "headlesschrome", "lighthouse",
	"google-read-aloud", "mediapartners", "bingpreview", "yahoo link", "snapchat/", "iframely", "mattermost",
}

// isBrowser reports whether a User-Agent is that of a program with a person in
// front of it. All browsers begin with Mozilla, for historical reasons.
func isBrowser(agent string) bool {
	if !strings.HasPrefix(agent, "Mozilla/") {
		return false
	}
	agent = strings.ToLower(agent)
	for _, robot := range robots {
		if strings.Contains(agent, robot) {
			return false
		}
	}
	return true
}
