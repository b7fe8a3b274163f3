package relay

import (
	"sync"
	"time"
)

// ticks is how many times a limit is divided: a limit is noticed at most a
// quarter of its length late. Looking at counters now and then costs less
// than a deadline on every read and write.
const ticks = 4

// tellEvery is how often a relay without limits tells what has passed.
const tellEvery = 15 * time.Second

// watch aborts the relay when a limit is reached, until stop is called.
func (j *join) watch(limits Limits) (stop func()) {
	every := limits.shortest() / ticks
	switch {
	case every > 0:
	case limits.Moved == nil:
		return func() {}
	default:
		every = tellEvery
	}
	w := &watch{join: j, limits: limits, every: every}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(every, w.tick)
	return w.stop
}

func (l Limits) shortest() time.Duration {
	var least time.Duration
	for _, d := range []time.Duration{l.Idle, l.Stall, l.HalfClosed} {
		if d > 0 && (least == 0 || d < least) {
			least = d
		}
	}
	return least
}

// watch remembers how long each direction has stood still.
type watch struct {
	join   *join
	limits Limits
	every  time.Duration

	mu      sync.Mutex
	timer   *time.Timer
	stopped bool
	ab, ba  still
	ended   bool          // at the last look one direction had ended
	alone   time.Duration // how long the other has stood still since
	told    int64         // bytes that limits.Moved knows of
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.timer.Stop()
	_ = w.tellLocked() // it is over anyway
}

// tellLocked tells how much has passed since the last time.
func (w *watch) tellLocked() (goesOn bool) {
	if w.limits.Moved == nil {
		return true
	}
	moved := w.join.ab.moved.Load() + w.join.ba.moved.Load()
	more := moved - w.told
	w.told = moved
	return more == 0 || w.limits.Moved(more)
}

// still is how long one direction has moved nothing. What it was doing at the
// last look is part of it: a silence before a write is no part of a stall.
type still struct {
	moved   int64
	writing bool
	quiet   time.Duration
	stuck   time.Duration // in one write
}

func (s *still) look(d *direction, every time.Duration) {
	was := *s
	s.moved, s.writing = d.moved.Load(), d.writing.Load() // in this order: a write that ends has moved something
	switch {
	case s.moved != was.moved:
		s.quiet, s.stuck = 0, 0
	case s.writing && was.writing:
		s.quiet, s.stuck = was.quiet+every, was.stuck+every
	default:
		s.quiet, s.stuck = was.quiet+every, 0
	}
}

func (w *watch) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.stopped {
		return
	}
	w.ab.look(&w.join.ab, w.every)
	w.ba.look(&w.join.ba, w.every)
	w.lookAtEndsLocked()
	if err := w.verdictLocked(); err != nil {
		w.join.abort(err)
		return
	}
	w.timer.Reset(w.every)
}

func (w *watch) lookAtEndsLocked() {
	was := w.ended
	w.ended = w.join.ab.ended.Load() || w.join.ba.ended.Load()
	if was && w.ab.quiet > 0 && w.ba.quiet > 0 {
		w.alone += w.every
	} else {
		w.alone = 0
	}
}

func (w *watch) verdictLocked() error {
	switch {
	case !w.tellLocked():
		return ErrTooMuch
	case reached(max(w.ab.stuck, w.ba.stuck), w.limits.Stall):
		return ErrStalled
	case reached(w.alone, w.limits.HalfClosed):
		return ErrHalfClosed
	case reached(min(w.ab.quiet, w.ba.quiet), w.limits.Idle):
		return ErrIdle
	}
	return nil
}

func reached(quiet, limit time.Duration) bool { return limit > 0 && quiet >= limit }
