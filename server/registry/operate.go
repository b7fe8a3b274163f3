package registry

import (
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// What follows is for the person who runs the server. All of it is on disk when
// a method returns; an error says that it is not, and then it holds only until
// the server stops.

// Reserve gives a name to an account for good. Another account that has it loses
// it.
func (r *Registry) Reserve(name, account string) error {
	r.mu.Lock()
	e := r.names[name]
	if e == nil || e.free() || e.Account != account {
		r.takeAwayLocked(e, reservedRefusal(name))
		e = &entry{
			Name: store.Name{Name: name, Account: account}, state: Ended, changed: make(chan struct{}),
		}
		r.setLocked(e)
	}
	e.Reserved = true
	r.mu.Unlock()
	return r.persist(name)
}

// Release frees a name, whoever has it and whether it is reserved.
func (r *Registry) Release(name string) error {
	r.mu.Lock()
	if e := r.names[name]; e != nil {
		e.Reserved = false
		r.takeAwayLocked(e, wire.Error{
			Code: wire.CodeNameReserved, Message: "'" + name + "' was taken back by the person who runs this server.",
		})
	}
	r.mu.Unlock()
	return r.persist(name)
}

// takeAwayLocked ends a name that somebody may have.
func (r *Registry) takeAwayLocked(e *entry, why wire.Error) {
	if e == nil || e.free() {
		return
	}
	if e.state == Live {
		e.owner.Lose(e.target, why)
	}
	r.leaveLocked(e, Ended)
}

// Interrupt ends a live name's tunnel, whose client is told why; the name is held
// for it. It reports whether the name was live. A failure to store that is only
// logged: the name is then held from when it was bound.
func (r *Registry) Interrupt(name string, why wire.Error) bool {
	r.mu.Lock()
	e := r.names[name]
	live := e != nil && e.state == Live
	if live {
		r.interruptLocked(e, why)
	}
	r.mu.Unlock()
	if live {
		_ = r.persist(name)
	}
	return live
}

func (r *Registry) interruptLocked(e *entry, why wire.Error) {
	e.owner.Lose(e.target, why)
	r.leaveLocked(e, Held)
}

// Block keeps a name from being bound, and its visitors out, until Unblock. A
// live one ends; it stays its account's.
func (r *Registry) Block(name, reason string) error {
	r.mu.Lock()
	r.blocks[name] = store.Block{Name: name, Reason: reason, Created: time.Now()}
	switch e := r.names[name]; {
	case e == nil:
	case e.state == Live:
		r.interruptLocked(e, blockedRefusal(name))
	default:
		e.wakeLocked()
	}
	r.mu.Unlock()
	if err := r.persist(name); err != nil {
		return err
	}
	return r.persistBlock(name)
}

// Unblock undoes Block.
func (r *Registry) Unblock(name string) error {
	r.mu.Lock()
	delete(r.blocks, name)
	r.mu.Unlock()
	return r.persistBlock(name)
}

// persistBlock is persist for a block.
func (r *Registry) persistBlock(name string) error {
	defer r.turn(name)()
	r.mu.RLock()
	b, blocked := r.blocks[name]
	r.mu.RUnlock()
	if blocked {
		return r.Keeper.PutBlock(b)
	}
	return r.Keeper.DeleteBlock(name)
}
