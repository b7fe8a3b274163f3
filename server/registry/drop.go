package registry

import (
	"context"
	"errors"
	"hash/maphash"
	"time"

	"gotunnel/server/store"
)

// Drop says that the session was lost: the name is held for its owner. It does
// nothing if another session has the name by now.
func (b *Binding) Drop() {
	b.leave(Held)
}

// End says that the owner is done with the name: it is free.
func (b *Binding) End() {
	b.leave(Ended)
}

// leave makes the name not live, if this binding still has it.
func (b *Binding) leave(state State) {
	r := b.registry
	r.mu.Lock()
	if r.names[b.Name] != b.entry || b.entry.state != Live {
		r.mu.Unlock()
		return
	}
	r.leaveLocked(b.entry, state)
	r.mu.Unlock()
	// A write that fails loses little: the name is then held from when it was
	// bound, or held although it was ended, which its owner can undo.
	_ = r.persist(b.Name)
}

// sweepEvery is how often names whose time is over are taken out of the table
// and the store, and live ones are marked as in use.
const sweepEvery = time.Hour

// Run keeps the table tidy until ctx ends.
func (r *Registry) Run(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			r.tidy()
		}
	}
}

func (r *Registry) tidy() {
	r.mu.Lock()
	changed := r.sweepLocked()
	for name, e := range r.names {
		if e.state == Live {
			e.Used = time.Now()
			changed = append(changed, name)
		}
	}
	r.mu.Unlock()
	for _, name := range changed {
		_ = r.persist(name) // logged, and tried again next time
	}
}

// sweepLocked forgets names whose time is over and returns which.
func (r *Registry) sweepLocked() []string {
	var swept []string
	for name, e := range r.names {
		if !e.over() || e.Reserved {
			continue
		}
		swept = append(swept, name)
		r.deleteLocked(name)
		r.freePortLocked(name, e.Port)
	}
	return swept
}

// persist writes to the store what the table says of a name at this moment.
// Writes of one name follow each other, so the last one is the truth.
func (r *Registry) persist(name string) error {
	defer r.turn(name)()
	r.mu.RLock()
	e := r.names[name]
	var n store.Name
	if e != nil && (e.state != Ended || e.Reserved) {
		n = e.Name
	}
	r.mu.RUnlock()

	var err error
	if n.Name != "" {
		err = r.Keeper.PutName(n)
	} else {
		err = r.Keeper.DeleteName(name)
	}
	if err != nil && !errors.Is(err, store.ErrMoved) { // there the name is held
		r.Logger.Error("name not stored", "name", name, "err", err)
	}
	return err
}

// turn waits for this name's turn to be written; done ends it.
func (r *Registry) turn(name string) (done func()) {
	turn := r.turns[int(maphash.String(r.seed, name)%uint64(len(r.turns)))]
	turn <- struct{}{}
	return func() { <-turn }
}
