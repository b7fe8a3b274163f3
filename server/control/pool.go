package control

import (
	"context"
	"errors"
	"sync"
)

// pooled is a proxy connection while nobody uses it.
type pooled interface {
	comparable
	// Alive reports, without blocking, whether the connection still stands.
	Alive() bool
	Close() error
}

// A pool keeps a few connections warm for the next visitors and more as more
// come: 64 warm served 3,760 new connections a second where 16 served 2,380,
// and one idle connection costs about 30 KiB.
const (
	minWarm = 2
	maxWarm = 64
	// maxAsked bounds how many connections may be on their way, and with that
	// how many tickets a message carries.
	maxAsked = 64
)

// pool is the warm proxy connections of one session, of one kind.
type pool[C pooled] struct {
	// ask asks the client for n connections. It must not block.
	ask func(n int)
	// least is how many are kept warm when nobody comes.
	least int

	mu      sync.Mutex
	idle    []C // the warmest last
	waiting []chan C
	asked   int // on their way
	used    int // carrying a visitor
	peak    int // the most used since the last shrink
	before  int // and before that
	closed  bool
}

var errPoolClosed = errors.New("the session has ended")

// take returns a living connection, waiting until ctx ends for one to come.
func (p *pool[C]) take(ctx context.Context) (C, error) {
	var none C
	for {
		c, wait, err := p.takeIdle()
		if wait == nil {
			return c, err
		}
		select {
		case c, ok := <-wait:
			if !ok {
				return none, errPoolClosed
			}
			if c.Alive() {
				return c, nil
			}
			_ = c.Close() // it died on its way
			p.gone()
		case <-ctx.Done():
			p.leave(wait)
			return none, ctx.Err()
		}
	}
}

// takeIdle returns a warm connection or a place in the queue.
func (p *pool[C]) takeIdle() (c C, wait chan C, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return c, nil, errPoolClosed
	}
	p.used++
	p.peak = max(p.peak, p.used)
	for len(p.idle) > 0 {
		last := len(p.idle) - 1
		c = p.idle[last]
		p.idle = p.idle[:last]
		if c.Alive() {
			p.refillLocked()
			return c, nil, nil
		}
		_ = c.Close() // it is dead
	}
	wait = make(chan C, 1)
	p.waiting = append(p.waiting, wait)
	p.refillLocked()
	return c, wait, nil
}

// leave gives up a place in the queue, and what came to it in the meantime.
func (p *pool[C]) leave(wait chan C) {
	p.mu.Lock()
	for i, w := range p.waiting {
		if w == wait {
			p.waiting = append(p.waiting[:i], p.waiting[i+1:]...)
			p.used--
			p.mu.Unlock()
			return
		}
	}
	p.mu.Unlock()
	if c, ok := <-wait; ok {
		p.put(c)
	}
}

// wantLocked is how many connections there should be: as many as were lately
// used at once, and as many again ahead of need. Going by the peak keeps a pool
// from closing in one moment what it asks for in the next.
func (p *pool[C]) wantLocked() int {
	peak := max(p.peak, p.before)
	return peak + max(p.least, min(peak, maxWarm))
}

// refillLocked asks for connections ahead of need. Who waits is in used, but
// has no connection yet.
func (p *pool[C]) refillLocked() {
	have := p.used - len(p.waiting) + len(p.idle) + p.asked
	need := min(p.wantLocked()-have, maxAsked-p.asked)
	if need > 0 && !p.closed {
		p.asked += need
		p.ask(need)
	}
}

// warm asks for the first connections.
func (p *pool[C]) warm() { p.keepWarm(p.least) }

// keepWarm raises how many connections are kept when nobody comes.
func (p *pool[C]) keepWarm(least int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.least = max(p.least, least)
	p.refillLocked()
}

// arrived takes a connection that was asked for.
func (p *pool[C]) arrived(c C) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked--
	p.giveLocked(c)
	p.refillLocked() // more may wait than could be asked for at once
}

// put takes a connection back that carried a visitor and can carry another.
func (p *pool[C]) put(c C) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	p.giveLocked(c)
}

// giveLocked hands c to whoever waited longest, or keeps it warm.
func (p *pool[C]) giveLocked(c C) {
	switch {
	case p.closed:
		_ = c.Close()
	case len(p.waiting) > 0:
		p.waiting[0] <- c
		p.waiting = p.waiting[1:]
	default:
		p.idle = append(p.idle, c)
	}
}

// gone says that a connection that carried a visitor can't carry another.
func (p *pool[C]) gone() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.used--
	p.refillLocked()
}

// failed says that n of the connections asked for will not come.
func (p *pool[C]) failed(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asked -= n
	if len(p.waiting) > 0 {
		p.refillLocked()
	}
}

// shrink closes half of what was not needed since the last two calls, the
// coldest first, and those that died.
func (p *pool[C]) shrink() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.dropDeadLocked()
	if extra := p.used + len(p.idle) - p.wantLocked(); extra > 0 {
		n := min((extra+1)/2, len(p.idle))
		for _, c := range p.idle[:n] {
			_ = c.Close()
		}
		p.idle = append([]C(nil), p.idle[n:]...)
	}
	p.before, p.peak = p.peak, p.used
	p.refillLocked()
}

func (p *pool[C]) dropDeadLocked() {
	living := p.idle[:0]
	for _, c := range p.idle {
		if c.Alive() {
			living = append(living, c)
		} else {
			_ = c.Close()
		}
	}
	clear(p.idle[len(living):])
	p.idle = living
}

// close ends the pool: those who wait get nothing, those in use are closed
// when they come back.
func (p *pool[C]) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for _, c := range p.idle {
		_ = c.Close()
	}
	for _, w := range p.waiting {
		close(w)
	}
	p.idle, p.waiting = nil, nil
}
