// Package registry knows which session owns which name.
//
//	binding, err := reg.Bind(ctx, registry.Claim{Name: "shop", Resume: hash, Owner: session, ...})
//	entry := reg.Lookup("shop")
//
// A name is FREE, LIVE with an epoch, or HELD. It is held when its session is
// lost, and returns only to the same account with the same resume secret, or to
// another device of the account that asks to have it moved; it is free when its
// owner ends it. A name that was ended is remembered for a while so that its
// visitors can be told. Who runs the server may reserve a name for an account,
// take it away, and block it.
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
	Free    State = "free"
	Live    State = "live"
	Held    State = "held"
	Ended   State = "ended" // free, but was live not long ago
	Blocked State = "blocked"
)

// Owner is what the registry needs of a session.
type Owner interface {
	// Probe asks the client for a sign of life and waits for it.
	Probe(ctx context.Context) error
	// Supersede ends the session because another of the same client has come.
	// It must not block or call the registry.
	Supersede()
	// Lose tells the session that the tunnel it has under that target is not
	// its any more, and why. It must not block or call the registry.
	Lose(target any, why wire.Error)
}

// Claim is what a session asks for.
type Claim struct {
	Name string // canonical; one with a dot is a custom domain; empty: make one
	Kind wire.Kind
	Port int // of a TCP tunnel; 0: any
	// Account is whose the session is; empty on a server that is open to all.
	Account string
	// Device is what the account's people call the computer.
	Device string
	// Names are patterns of the names that the account may have besides those
	// it has: "shop", "team-*". None: any. They are not for custom domains: who
	// makes the claim has seen whose those are.
	Names []string
	// Limits are the account's. Of these Tunnels and Ports count here; 0 or
	// less is no limit.
	Limits store.Limits
	// Move takes the name over from another device of the account.
	Move bool
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
	Blocks() ([]store.Block, error)
	PutBlock(b store.Block) error
	DeleteBlock(name string) error
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
	// Refused are names that nobody gets unless they are reserved for him,
	// besides [RefusedNames].
	Refused []string
	// MaxNames bounds the table; 0 means 100,000.
	MaxNames int
	Logger   *slog.Logger
}

// Registry is a table of names. Its methods may be called at once.
type Registry struct {
	Config

	mu       sync.RWMutex
	names    map[string]*entry
	accounts map[string]map[string]*entry // the same by account, but for those of none
	ports    map[int]string               // to names, live or held
	blocks   map[string]store.Block

	// turns put the store's writes of one name in order; many names share one. Who
	// has the turn has put something in.
	turns [64]chan struct{}
	seed  maphash.Seed
}

// entry is one name. All fields are guarded by the registry's lock.
type entry struct {
	store.Name
	state    State
	until    time.Time // what visitors of a held or ended name are told so
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
	r := &Registry{
		Config: cfg, seed: maphash.MakeSeed(), names: map[string]*entry{}, accounts: map[string]map[string]*entry{},
		ports: map[int]string{}, blocks: map[string]store.Block{},
	}
	for i := range r.turns {
		r.turns[i] = make(chan struct{}, 1)
	}
	return r, r.load()
}

// load takes over what the keeper has.
func (r *Registry) load() error {
	kept, err := r.Keeper.Names()
	if err != nil {
		return err
	}
	for _, n := range kept {
		e := &entry{Name: n, state: Held, until: n.Used.Add(r.Hold), changed: make(chan struct{})}
		if n.Resume == nobody {
			e.state, e.until = Ended, time.Time{}
		}
		r.setLocked(e)
		if n.Port != 0 {
			r.ports[n.Port] = n.Name
		}
	}
	blocks, err := r.Keeper.Blocks()
	for _, b := range blocks {
		r.blocks[b.Name] = b
	}
	return err
}

// nobody is the Resume of a reserved name that no device has: the hash of no
// secret.
var nobody [32]byte

// setLocked puts an entry into the table over what there was of that name.
func (r *Registry) setLocked(e *entry) {
	name := e.Name.Name
	r.deleteLocked(name)
	r.names[name] = e
	if e.Account == "" {
		return
	}
	if r.accounts[e.Account] == nil {
		r.accounts[e.Account] = map[string]*entry{}
	}
	r.accounts[e.Account][name] = e
}

func (r *Registry) deleteLocked(name string) {
	e := r.names[name]
	if e == nil {
		return
	}
	delete(r.names, name)
	delete(r.accounts[e.Account], name)
	if len(r.accounts[e.Account]) == 0 {
		delete(r.accounts, e.Account)
	}
}

// Entry is what Lookup tells of a name.
type Entry struct {
	Name   string
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
	return r.entryLocked(name)
}

// LookupPort is Lookup by a TCP tunnel's port.
func (r *Registry) LookupPort(port int) Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.entryLocked(r.ports[port])
}

// LookupOnly is Lookup of the one name there can be with Single.
func (r *Registry) LookupOnly() Entry {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for name, e := range r.names {
		if e.state != Ended {
			return r.entryLocked(name)
		}
	}
	return Entry{State: Free}
}

func (r *Registry) entryLocked(name string) Entry {
	e := r.names[name]
	_, blocked := r.blocks[name]
	switch {
	case blocked && (e == nil || e.Kind == ""):
		return Entry{Name: name, State: Blocked, Kind: wire.HTTP} // visitors can be told
	case blocked:
		return Entry{Name: name, State: Blocked, Kind: e.Kind}
	case e == nil || e.over():
		return Entry{State: Free}
	}
	return Entry{Name: name, State: e.state, Kind: e.Kind, Target: e.target, Reserved: e.Reserved, Changed: e.changed}
}

// over tells that a name's hold, or the time in which its end is remembered, has
// run out.
func (e *entry) over() bool { return e.state != Live && !time.Now().Before(e.until) }

// free tells that the name is nobody's any more.
func (e *entry) free() bool { return !e.Reserved && (e.state == Ended || e.over()) }

// leaveLocked makes a name held or ended, and wakes who waits for it. A reserved
// name that is ended stays the account's, for any device.
func (r *Registry) leaveLocked(e *entry, state State) {
	keep := endedFor
	if state == Held {
		keep = r.Hold
	}
	if e.state == Live {
		e.Used = time.Now()
	}
	e.state, e.until = state, time.Now().Add(keep)
	e.owner, e.target = nil, nil
	if state == Ended {
		r.freePortLocked(e.Name.Name, e.Port)
		e.Port, e.Resume = 0, nobody
	}
	e.wakeLocked()
}

// wakeLocked tells who waits for the name to look again.
func (e *entry) wakeLocked() {
	close(e.changed)
	e.changed = make(chan struct{})
}

// Count is how many names are live and how many held.
func (r *Registry) Count() (live, held int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, e := range r.names {
		switch {
		case e.state == Live:
			live++
		case e.state == Held && !e.over():
			held++
		}
	}
	return live, held
}
