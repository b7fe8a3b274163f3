package relay

import (
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// Limits say when a relay gives up. Zero means never.
type Limits struct {
	// Idle is how long both directions together may stand still.
	Idle time.Duration
	// Stall is how long one write may take: a side that does not read.
	Stall time.Duration
	// HalfClosed is how long the second direction may stand still once the
	// first has ended.
	HalfClosed time.Duration
	// Moved, if not nil, is told now and then, and last before Join returns, how
	// many more bytes have passed, both ways together. When it returns false the
	// relay ends with [ErrTooMuch]. It must not block.
	Moved func(n int64) bool
}

// DefaultLimits leave an idle WebSocket alone for an hour.
var DefaultLimits = Limits{Idle: time.Hour, Stall: time.Minute, HalfClosed: time.Minute}

// The errors of [Join] for what reached a limit.
var (
	ErrIdle       = errors.New("nothing moved for too long")
	ErrStalled    = errors.New("the other side stopped reading")
	ErrHalfClosed = errors.New("only one direction ended")
	ErrTooMuch    = errors.New("more passed than may") // Limits.Moved said so
)

// Result is what a relay moved.
type Result struct {
	// AToB and BToA are bytes.
	AToB, BToA int64
}

// Join copies from a to b and from b to a until both directions have ended,
// then returns; it blocks until then. When either fails or a limit is
// reached it aborts both ends and returns that error. After a nil error both
// ends are the caller's to close, and at once: the direction that ended last
// may be left to that.
func Join(a, b End, limits Limits) (Result, error) {
	j := &join{a: a, b: b}
	j.ab = direction{src: a, dst: b, other: &j.ba}
	j.ba = direction{src: b, dst: a, other: &j.ab}
	stop := j.watch(limits)

	var wg sync.WaitGroup
	wg.Go(func() {
		GrowStack()
		j.run(&j.ba)
	})
	j.run(&j.ab)
	wg.Wait()
	stop()
	return Result{AToB: j.ab.moved.Load(), BToA: j.ba.moved.Load()}, j.failure()
}

type join struct {
	a, b   End
	ab, ba direction

	mu  sync.Mutex
	err error // the first
}

// direction is one of the two copies. Its counters are what the watch sees.
type direction struct {
	src     Source
	dst     Sink
	other   *direction
	moved   atomic.Int64 // bytes
	writing atomic.Bool
	ended   atomic.Bool
}

func (j *join) run(d *direction) {
	err := d.copy()
	d.ended.Store(true)
	if err != nil {
		j.abort(err)
	}
}

func (j *join) abort(err error) {
	j.mu.Lock()
	if j.err == nil {
		j.err = err
	}
	j.mu.Unlock()
	j.a.Abort()
	j.b.Abort()
}

func (j *join) failure() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.err
}

// bulkReads is how many full buffers in a row show that a direction carries
// bulk, so that splicing pays for its pipe.
const bulkReads = 4

// copy moves bytes until the source ends, then ends the sink.
func (d *direction) copy() error {
	for full := 0; ; {
		if full >= bulkReads {
			full = 0
			if done, err := d.splice(); done || err != nil {
				return d.finish(err)
			}
		}
		n, err := d.step()
		if err != nil {
			return d.finish(err)
		}
		if full++; n < BufferSize {
			full = 0
		}
	}
}

// step moves one buffer.
func (d *direction) step() (int, error) {
	b, err := d.src.ReadBuffer()
	if err != nil {
		return 0, err
	}
	defer b.Release()
	n := b.Len()
	d.writing.Store(true)
	err = d.dst.WriteBuffer(b)
	d.writing.Store(false)
	d.moved.Add(int64(n))
	return n, err
}

func (d *direction) finish(err error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if _, isConn := d.dst.(*connEnd); isConn && d.other.ended.Load() {
		return nil // closing it comes next and says the same
	}
	return d.dst.CloseWrite()
}
