package inspect

import (
	"context"
	"errors"
	"io"
	"math"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

type dialFunc = func(context.Context) (net.Conn, error)

// Tap wraps the dialer of the private connection so that what passes over its
// connections is recorded. With a nil Recorder it returns dial itself, which
// costs nothing.
func (r *Recorder) Tap(dial func(context.Context) (net.Conn, error)) func(context.Context) (net.Conn, error) {
	if r == nil {
		return dial
	}
	return func(ctx context.Context) (net.Conn, error) { return r.tapped(ctx, dial, nil) }
}

func (r *Recorder) tapped(ctx context.Context, dial dialFunc, replay *replaying) (net.Conn, error) {
	conn, err := dial(ctx)
	if err != nil {
		return nil, err
	}
	c := &tap{Conn: conn, queue: &r.queue}
	c.dialogue = newDialogue(r, c, dial, replay)
	if half, ok := conn.(halfCloser); ok {
		return &halfTap{tap: c, half: half}, nil
	}
	return c, nil
}

// tap is a private connection that copies what passes into its backlog. Reading
// and writing cost a copy more than without, and never wait for the reader of
// the backlog.
type tap struct {
	net.Conn
	queue    *queue
	dialogue *dialogue   // the queue's goroutine's
	deaf     atomic.Bool // nothing more is to be recorded

	mu      sync.Mutex // held for copying only
	log     backlog
	spare   backlog  // empty; changes places with log
	offset  [2]int64 // bytes that passed, by direction
	skip    [2]int64 // offsets up to which nothing needs copying
	hop     [2]hopper
	queued  bool // the queue knows of the log
	hurried bool // and that it is long
	closed  bool // by this side
}

func (c *tap) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.note(down, p[:n])
	}
	if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
		c.end(func(b *backlog) { b.ended, b.broken = true, b.broken || !errors.Is(err, io.EOF) })
	}
	return n, err
}

// Write notes p before it goes out: the answer could otherwise overtake it in
// the log.
func (c *tap) Write(p []byte) (int, error) {
	c.note(up, p)
	n, err := c.Conn.Write(p)
	if err != nil {
		c.end(func(b *backlog) { b.stuck = true })
	}
	return n, err
}

// Close notes the end before it closes, which makes Read and Write fail.
func (c *tap) Close() error {
	c.end(func(b *backlog) { b.closed = true })
	return c.Conn.Close()
}

type halfCloser interface{ CloseWrite() error }

// halfTap is a tap on a connection that can be half-closed.
type halfTap struct {
	*tap
	half halfCloser
}

func (c *halfTap) CloseWrite() error { return c.half.CloseWrite() }

// note takes a copy of p.
func (c *tap) note(d direction, p []byte) {
	if c.deaf.Load() {
		return
	}
	now := time.Now()
	c.mu.Lock()
	c.noteLocked(d, p, now)
	hurry := c.log.isLong(c.queue) && !c.hurried
	c.hurried = c.hurried || hurry
	c.unlockAndTell(hurry)
}

func (c *tap) noteLocked(d direction, p []byte, now time.Time) {
	for len(p) > 0 {
		n := min(int64(len(p)), c.skip[d]-c.offset[d])
		if n > 0 {
			c.log.gap(d, n, now)
			c.offset[d] += n
		} else {
			n = c.addLocked(d, p, now)
		}
		p = p[n:]
	}
}

// addLocked copies all of p, or only lines between long chunks. It returns how
// many bytes that are.
func (c *tap) addLocked(d direction, p []byte, now time.Time) int64 {
	size := int64(0)
	if c.hop[d].on {
		var n int
		n, size = c.hop[d].next(p)
		p = p[:n]
	}
	c.log.add(d, p, now, c.queue)
	c.offset[d] += int64(len(p))
	if size > 0 {
		c.skip[d] = c.offset[d] + size
	}
	return int64(len(p))
}

// unlockAndTell sees to it that the queue looks at the log, soon or at once.
func (c *tap) unlockAndTell(hurry bool) {
	tell := !c.queued
	c.queued = true
	c.mu.Unlock()
	if tell {
		c.queue.add(c)
	}
	if hurry {
		c.queue.hurry()
	}
}

// end tells the queue that something is over. What fails after Close fails
// because of it, and is not told.
func (c *tap) end(mark func(*backlog)) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return
	}
	mark(&c.log)
	c.closed = c.log.closed
	c.log.endedAt = time.Now()
	c.unlockAndTell(false)
}

// take hands the log over. It belongs to the queue's goroutine until release.
func (c *tap) take() backlog {
	c.mu.Lock()
	defer c.mu.Unlock()
	log := c.log
	c.log, c.spare = c.spare, backlog{}
	c.queued, c.hurried = false, false
	return log
}

// release gives back the memory of a log that was taken.
func (c *tap) release(log backlog) {
	log.reset(c.queue)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.spare = log
}

// skipTo says that bytes up to offset need no copying, and whether another
// chunk follows there. It returns false when all of that has passed.
func (c *tap) skipTo(d direction, offset int64, chunk bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if offset <= c.skip[d] {
		return true
	}
	if c.offset[d] > offset {
		return false
	}
	c.skip[d], c.hop[d] = offset, hopper{on: chunk}
	return true
}

// forever is an offset that is never reached.
const forever = math.MaxInt64
