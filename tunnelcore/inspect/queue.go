package inspect

import (
	"sync"
	"sync/atomic"
	"time"
)

// lookAfter is how long what passed may wait until it is looked at. People do
// not notice; waking a goroutine for every read and write costs more than all
// that it does.
const lookAfter = 10 * time.Millisecond

// queue hands the backlogs of a recorder's connections to one goroutine, which
// starts when there is work and ends when there is none. So nothing needs to
// be closed, and an idle connection costs no goroutine.
type queue struct {
	held atomic.Int64 // blocks in backlogs

	mu     sync.Mutex
	ready  []*tap // each once: a tap remembers that it is queued
	spare  []*tap // empty
	timer  *time.Timer
	state  working
	urgent bool // somebody is in a hurry while work is under way
}

// working is what the queue's goroutine does.
type working int

const (
	idle    working = iota
	waiting         // for the timer
	looking
)

// add has the backlog of c looked at within lookAfter.
func (q *queue) add(c *tap) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ready = append(q.ready, c)
	if q.state == idle {
		q.waitLocked()
	}
}

func (q *queue) waitLocked() {
	q.state = waiting
	if q.timer == nil {
		q.timer = time.AfterFunc(lookAfter, q.look)
	} else {
		q.timer.Reset(lookAfter)
	}
}

// hurry has what is ready looked at now.
func (q *queue) hurry() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.urgent = true
	if q.state == waiting && q.timer.Stop() {
		q.state = looking
		go q.look()
	}
}

// catchUp is how many looks in a row a connection gets. What is left for the
// next look gets shorter each time.
const catchUp = 8

// look reads what is ready, and what becomes urgent meanwhile.
func (q *queue) look() {
	for ready := q.take(); ready != nil; ready = q.next(ready) {
		for _, c := range ready {
			for again, n := true, 0; again && n < catchUp; n++ {
				log := c.take()
				again = c.dialogue.read(&log)
				c.release(log)
			}
		}
	}
}

func (q *queue) take() []*tap {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.takeLocked()
}

func (q *queue) takeLocked() []*tap {
	q.state, q.urgent = looking, false
	ready := q.ready
	q.ready, q.spare = q.spare, nil
	return ready
}

// next takes what is ready if that is urgent, else it returns nil and leaves it
// for later. done is what was taken before.
func (q *queue) next(done []*tap) []*tap {
	clear(done)
	q.mu.Lock()
	defer q.mu.Unlock()
	q.spare = done[:0]
	switch {
	case q.urgent && len(q.ready) > 0:
		return q.takeLocked()
	case len(q.ready) > 0:
		q.waitLocked()
	default:
		q.state = idle
	}
	return nil
}

// reserve asks for one more block.
func (q *queue) reserve() bool {
	if q.held.Add(1) > maxQueued/blockSize {
		q.held.Add(-1)
		return false
	}
	return true
}

func (q *queue) free(n int) { q.held.Add(int64(-n)) }
