package ending

import (
	"errors"
	"math"
	"net/http"
	"sync"
	"time"

	"gotunnel/tunnelcore/pages"
)

// ErrOver is what [Ending.Extend] returns when it comes too late.
var ErrOver = errors.New("this share has ended; share it again")

// lookEvery is how often the computer's clock is looked at: timers stand still
// while a computer sleeps. 10 s is how long a request that slept along may outlive
// the end, and little to wake a processor for. A new request never waits for it.
const lookEvery = 10 * time.Second

// Ending is the end of one share. Its methods may be called at the same time.
type Ending struct {
	onEnd func()
	now   func() time.Time // time.Now, except in tests

	mu      sync.Mutex
	until   time.Time // zero: no end
	over    bool      // for good
	closed  bool
	running map[*visit]struct{}
	timer   *time.Timer // runs e.look; far off without an end
}

// New starts a clock that ends at until; the zero time is no end. The end may
// have passed already, as for a share that comes back after a reboot. onEnd may
// be nil; it is called once, in a goroutine of its own, after every request was
// cut off. The caller closes the Ending.
func New(until time.Time, onEnd func()) *Ending {
	return newEnding(until, onEnd, time.Now)
}

func newEnding(until time.Time, onEnd func(), now func() time.Time) *Ending {
	e := &Ending{onEnd: onEnd, now: now, until: until.Round(0), running: map[*visit]struct{}{}}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.timer = time.AfterFunc(e.pauseLocked(), e.look)
	return e
}

// Until is when the share ends; the zero time is no end.
func (e *Ending) Until() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.until
}

// Extend moves the end, also to an earlier time; the zero time takes it away.
// An hour more is e.Extend(e.Until().Add(time.Hour)). It returns [ErrOver] after
// the end, and a sentence for people when until has passed; the end then stays
// as it was.
func (e *Ending) Extend(until time.Time) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.overLocked() {
		return ErrOver
	}
	if !until.IsZero() && !until.Round(0).After(e.wall()) {
		return errors.New("this time has passed; choose a later one, or stop sharing")
	}
	e.until = until.Round(0)
	e.wakeLocked(e.pauseLocked())
	return nil
}

// Cut ends every request that runs, as the end does, and goes on with new ones.
func (e *Ending) Cut() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.cutLocked()
}

// cutLocked works under the lock so that no connection is cut that goes on with
// its next request.
func (e *Ending) cutLocked() {
	for v := range e.running {
		v.cut()
	}
	clear(e.running)
}

// Close stops the clock. The end no longer comes by itself and onEnd is not
// called any more, unless it is already running. Requests go on.
func (e *Ending) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	e.timer.Stop()
}

// Wrap passes requests to next until the end. What runs at the end is cut off:
// its context is cancelled, and its connection can neither be read nor written,
// also after an upgrade for as long as next has not returned.
func (e *Ending) Wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, r := newVisit(w, r)
		defer v.cancel()
		if !e.enter(v) {
			pages.Ended.Write(w, r)
			return
		}
		defer e.leave(v)
		next.ServeHTTP(w, r)
	})
}

// enter takes in a request; false if the share has ended.
func (e *Ending) enter(v *visit) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.overLocked() {
		e.wakeLocked(0) // the clock may have slept
		return false
	}
	e.running[v] = struct{}{}
	return true
}

func (e *Ending) leave(v *visit) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.running, v)
}

// look ends the share when its time has come, else looks again later.
func (e *Ending) look() {
	if e.end() && e.onEnd != nil {
		e.onEnd()
	}
}

// end cuts off what runs; false if it is too early, or was done before.
func (e *Ending) end() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over || e.closed {
		return false
	}
	if !e.overLocked() {
		e.wakeLocked(e.pauseLocked())
		return false
	}
	e.over = true
	e.cutLocked()
	return true
}

// overLocked tells whether the end has come, also when nobody has noticed yet.
func (e *Ending) overLocked() bool {
	return e.over || !e.until.IsZero() && !e.until.After(e.wall())
}

// pauseLocked is how long to wait before the clock is looked at.
func (e *Ending) pauseLocked() time.Duration {
	if e.until.IsZero() {
		return math.MaxInt64
	}
	return max(0, min(lookEvery, e.until.Sub(e.wall())))
}

func (e *Ending) wakeLocked(after time.Duration) {
	if !e.over && !e.closed {
		e.timer.Reset(after)
	}
}

// wall is the computer's clock, without the monotonic one that sleeps with it.
func (e *Ending) wall() time.Time { return e.now().Round(0) }
