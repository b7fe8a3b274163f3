// Package registry knows which session owns which name.
//
//	binding, err := reg.Bind(ctx, registry.Claim{Name: "shop", Resume: hash, Owner: session, ...})
//	entry := reg.Lookup("shop")
//
// A name is FREE, LIVE with an epoch, or HELD. It is held when its session is
// lost, and returns only to who shows the same resume secret; it is free when
// its owner ends it. A name that was ended is remembered for a while so that
// its visitors can be told.
//
// The registry opens no sockets and knows nothing of visitors; what a live name
// leads to is its claim's Target, which it hands back untouched.
package registry

import (
	"context"
	"hash/maphash"
	"log/slog"
	"sync"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// State is where a name is in its life.
type State string

// The states of a name.
const (
	Free  State = "free"
	Live  State = "live"
	Held  State = "held"
	Ended State = "ended" // free, but was live not long ago
)

// Owner is what the registry needs of a session.
type Owner interface {
	// Probe asks the client for a sign of life and waits for it.
	Probe(ctx context.Context) error
	// Supersede ends the session because another of the same client has come.
	// It must not block or call the registry.
	Supersede()
}

// Claim is what a session asks for.
type Claim struct {
	Name string // canonical; empty: make one
	Kind wire.Kind
	Port int // of a TCP tunnel; 0: any
	// Resume is the SHA-256 of the client's secret.
	Resume [32]byte
	// Instance tells a session of the same running client from another's.
	Instance string
	Owner    Owner
	// Target is handed back by Lookup.
	Target any
}

// Keeper is where names outlive the server.
type Keeper interface {
	Names() ([]store.Name, error)
	PutName(n store.Name) error
	DeleteName(name string) error
}

// Config says how a registry works. Keeper is required.
type Config struct {
	Keeper Keeper
	// Hold is how long a lost name is kept for its owner.
	Hold time.Duration
	// Ports are what TCP tunnels get; zero: there are none.
	FirstPort, LastPort int
	// OpenPort makes a port of a TCP tunnel reachable before it is live, and
	// ClosePort undoes it. They may be nil if there are no ports.
	OpenPort  func(port int) error
	ClosePort func(port int)
	// Single allows one name at a time, whatever it is called.
	Single bool
	// MaxNames bounds the table; 0 means 100,000.
	MaxNames int
	Logger   *slog.Logger
}

// Registry is a table of names. Its methods may be called at once.
type Registry struct {
	Config

	mu    sync.RWMutex
	names map[string]*entry
	ports map[int]string // to names, live or held

	// turns put the store's writes of one name in order; many names share one.
	turns [64]sync.Mutex
	seed  maphash.Seed
}

// entry is one name. All fields are guarded by the registry's lock.
type entry struct {
	store.Name
	state    State
	until    time.Time // of a held or ended name
	instance string
	owner    Owner
	target   any
	// changed is closed when the state changes.
	changed chan struct{}
}

// defaultMaxNames bounds the memory that names can take, at about 500 bytes
// each.
const defaultMaxNames = 100_000

// New returns a registry in which every name of the keeper is held.
func New(cfg Config) (*Registry, error) {
	if cfg.MaxNames == 0 {
		cfg.MaxNames = defaultMaxNames
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	r := &Registry{Config: cfg, names: map[string]*entry{}, ports: map[int]string{}, seed: maphash.MakeSeed()}
	kept, err := cfg.Keeper.Names()
	if err != nil {
		return nil, err
	}
	for _, n := range kept {
		r.names[n.Name] = &entry{
			Name: n, state: Held, until: n.Used.Add(cfg.Hold), changed: make(chan struct{}),
		}
		if n.Port != 0 {
			r.ports[n.Port] = n.Name
		}
	}
	return r, nil
}

// Entry is what Lookup tells of a name.
type Entry struct {
	State  State
	Kind   wire.Kind
	Target any // of a live name
	// Reserved names are somebody's for good, who is known to the operator.
	Reserved bool
	// Changed is closed when this is no longer true. It is nil for names that
	// nobody has.
	Changed <-chan struct{}
}

// Lookup tells where a canonical name leads. It does not block.
func (r *Registry) Lookup(name string) Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.entryOf(r.names[name])
}

// LookupPort is Lookup by a TCP tunnel's port.
func (r *Registry) LookupPort(port int) Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.entryOf(r.names[r.ports[port]])
}

// LookupOnly is Lookup of the one name there can be with Single.
func (r *Registry) LookupOnly() Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, e := range r.names {
		if e.state != Ended {
			return r.entryOf(e)
		}
	}
	return Entry{State: Free}
}

func (r *Registry) entryOf(e *entry) Entry {
	if e == nil || e.expired() {
		return Entry{State: Free}
	}
	return Entry{State: e.state, Kind: e.Kind, Target: e.target, Reserved: e.Reserved, Changed: e.changed}
}

// expired tells that an entry is only still there because nobody swept it.
func (e *entry) expired() bool {
	return e.state != Live && !time.Now().Before(e.until)
}

// Count is how many names are live and how many held.
func (r *Registry) Count() (live, held int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, e := range r.names {
		switch {
		case e.state == Live:
			live++
		case e.state == Held && !e.expired():
			held++
		}
	}
	return live, held
}
