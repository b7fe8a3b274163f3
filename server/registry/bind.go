package registry

import (
	"context"
	"crypto/subtle"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// probeWait is how long a live session has to show that it is, when another
// claims its name.
const probeWait = time.Second

// endedFor is how long visitors of an ended share are told so.
const endedFor = time.Hour

// Binding is a live name. Its owner calls Drop or End once.
type Binding struct {
	Name  string
	Port  int
	Epoch uint64

	registry *Registry
	entry    *entry
	away     []string // names that made room for it
}

// Bind makes a name live. It blocks while another session is probed, a second
// at most, and until the name is on disk. It returns a [wire.Error] that says
// why a name can't be had.
func (r *Registry) Bind(ctx context.Context, c Claim) (*Binding, error) {
	if c.Name == "" {
		c.Names = nil // a name that is made up is in no pattern
		if !r.Single {
			c.Name = r.freshName()
		}
	}
	// Each round either binds, refuses, or has found a dead owner and dropped
	// its name; a second round can lose only to a third session.
	for {
		b, rival, err := r.tryBind(c)
		if err != nil {
			return nil, err
		}
		if b != nil {
			if err := r.save(b); err != nil {
				return nil, err
			}
			return b, nil
		}
		if err := r.probe(ctx, rival, c); err != nil {
			return nil, err
		}
	}
}

// save puts a new binding on disk before anybody is told of it.
func (r *Registry) save(b *Binding) error {
	for _, name := range b.away {
		_ = r.persist(name) // logged; it is then held again after a restart
	}
	if err := r.persist(b.Name); err != nil {
		b.End()
		return wire.Error{Code: wire.CodeInternal, Message: "The server could not store the name.", Retry: true}
	}
	return nil
}

// rival is a live binding that stands in a claim's way.
type rival struct {
	owner   Owner
	binding *Binding
}

// tryBind binds the name unless a live session has it that must be probed.
func (r *Registry) tryBind(c Claim) (*Binding, *rival, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e := r.incumbentLocked(c)
	if err := r.refusalLocked(c, e); err != nil {
		return nil, nil, err
	}
	live := e != nil && e.state == Live
	moves := live && !sameSecret(e.Resume, c.Resume)
	switch {
	case live && e.owner == c.Owner:
		return nil, nil, r.takenLocked(c) // a session does not supersede itself
	case live && !moves && e.instance != c.Instance:
		return nil, &rival{e.owner, r.bindingLocked(e)}, nil
	}
	var loser entry
	if live {
		loser = *e
	}
	b, err := r.takeLocked(c, e)
	switch {
	case err != nil:
		return nil, nil, err
	case moves:
		loser.owner.Lose(loser.target, movedNotice(c))
	case live:
		loser.owner.Supersede() // the client knows that its old session is gone
	}
	return b, nil, nil
}

// incumbentLocked is who has the claimed name, or nil.
func (r *Registry) incumbentLocked(c Claim) *entry {
	e := r.names[c.Name]
	if r.Single {
		e = nil
		for _, other := range r.names {
			if other.state != Ended {
				e = other
			}
		}
	}
	if e != nil && e.free() {
		return nil
	}
	return e
}

func sameSecret(a, b [32]byte) bool { return subtle.ConstantTimeCompare(a[:], b[:]) == 1 }

// probe asks the rival for a sign of life. Without one its name is dropped.
func (r *Registry) probe(ctx context.Context, rv *rival, c Claim) error {
	ctx, cancel := context.WithTimeout(ctx, probeWait)
	defer cancel()
	if rv.owner.Probe(ctx) == nil {
		r.mu.RLock()
		defer r.mu.RUnlock()
		return r.takenLocked(c)
	}
	rv.owner.Supersede()
	rv.binding.Drop()
	return nil
}

// takeLocked makes the name live for the claim. e is the name it takes over, or
// nil.
func (r *Registry) takeLocked(c Claim, e *entry) (*Binding, error) {
	if e == nil && len(r.names) >= r.MaxNames && len(r.sweepLocked()) == 0 {
		return nil, wire.Error{Code: wire.CodeLimit, Message: "This server has as many shares as it can take.", Retry: true}
	}
	if r.Single && c.Name == "" {
		c.Name = singleName
	}
	away, err := r.makeRoomLocked(c, e)
	if err != nil {
		return nil, err
	}
	var had store.Name
	if e != nil {
		had = e.Name
		if had.Name != c.Name { // with Single
			away = append(away, e)
		}
	}
	port, err := r.portLocked(c, had.Port)
	if err != nil {
		return nil, err
	}
	if had.Port != 0 && had.Port != port {
		r.freePortLocked(c.Name, had.Port)
	}
	if old := r.names[c.Name]; old != nil {
		close(old.changed)
	}
	made := &entry{
		Name: store.Name{
			Name: c.Name, Kind: c.Kind, Port: port, Account: c.Account, Device: c.Device, Resume: c.Resume,
			Reserved: had.Reserved, Used: time.Now(), Epoch: had.Epoch + 1,
		},
		state: Live, instance: c.Instance, owner: c.Owner, target: c.Target, changed: make(chan struct{}),
	}
	r.setLocked(made)
	b := r.bindingLocked(made)
	for _, other := range away {
		r.leaveLocked(other, Ended)
		b.away = append(b.away, other.Name.Name)
	}
	return b, nil
}

func (r *Registry) bindingLocked(e *entry) *Binding {
	return &Binding{Name: e.Name.Name, Port: e.Port, Epoch: e.Epoch, registry: r, entry: e}
}

// singleName is what the only tunnel is called if its client does not care.
const singleName = "single"
