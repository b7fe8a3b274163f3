package registry

import (
	"context"
	"crypto/subtle"
	"fmt"
	"strings"
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
}

// Bind makes a name live. It blocks while another session is probed, a second
// at most, and until the name is on disk. It returns a [wire.Error] that says
// why a name can't be had.
func (r *Registry) Bind(ctx context.Context, c Claim) (*Binding, error) {
	if c.Name == "" && !r.Single {
		c.Name = r.freshName()
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
	switch {
	case e == nil:
		b, err := r.takeLocked(c, 0, 0)
		return b, nil, err
	case !sameSecret(e.Resume, c.Resume):
		return nil, nil, r.takenLocked(c.Name)
	case e.state == Live && e.owner == c.Owner:
		return nil, nil, r.takenLocked(c.Name) // a session does not supersede itself
	case e.state == Live && e.instance == c.Instance:
		e.owner.Supersede() // the client knows that its old session is gone
	case e.state == Live:
		return nil, &rival{e.owner, r.bindingLocked(e)}, nil
	}
	b, err := r.takeLocked(c, e.Port, e.Epoch)
	return b, nil, err
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
	if e != nil && (e.state == Ended || e.expired()) {
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
		return r.takenLocked(c.Name)
	}
	rv.owner.Supersede()
	rv.binding.Drop()
	return nil
}

// takeLocked makes the name live for the claim. Port and epoch are those of a
// held name; an epoch of 0 is a new one.
func (r *Registry) takeLocked(c Claim, port int, epoch uint64) (*Binding, error) {
	if len(r.names) >= r.MaxNames && len(r.sweepLocked()) == 0 {
		return nil, wire.Error{Code: wire.CodeLimit, Message: "This server has as many shares as it can take.", Retry: true}
	}
	if r.Single && c.Name == "" {
		c.Name = singleName
	}
	had := port
	port, err := r.portLocked(c, had)
	if err != nil {
		return nil, err
	}
	if had != 0 && had != port {
		r.freePortLocked(c.Name, had)
	}
	if old := r.names[c.Name]; old != nil {
		close(old.changed)
	}
	e := &entry{
		Name: store.Name{
			Name: c.Name, Kind: c.Kind, Port: port, Resume: c.Resume, Used: time.Now(), Epoch: epoch + 1,
		},
		state: Live, instance: c.Instance, owner: c.Owner, target: c.Target, changed: make(chan struct{}),
	}
	r.names[c.Name] = e
	return r.bindingLocked(e), nil
}

func (r *Registry) bindingLocked(e *entry) *Binding {
	return &Binding{Name: e.Name.Name, Port: e.Port, Epoch: e.Epoch, registry: r, entry: e}
}

// singleName is what the only tunnel is called if its client does not care.
const singleName = "single"

// takenLocked is the refusal in the words people see.
func (r *Registry) takenLocked(name string) error {
	if r.Single {
		return wire.Error{Code: wire.CodeNameTaken, Message: "This server serves one share at a time, and somebody has it."}
	}
	free := r.suggestLocked(name)
	msg := fmt.Sprintf("'%s' is taken on this server.", name)
	if len(free) > 0 {
		msg += " Free right now: " + strings.Join(free, ", ") + "."
	}
	return wire.Error{Code: wire.CodeNameTaken, Message: msg, Suggestions: free}
}
