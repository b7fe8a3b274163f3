package inspect

import (
	"context"
	"time"
)

const (
	// watchBuffer is how many changes wait for a reader: a page load's worth.
	watchBuffer = 64
	// tellEvery is how often streams that go on are told of.
	tellEvery = time.Second
)

type watcher struct{ changes chan Summary }

// Watch tells of requests as they begin, are answered and end, and of streams
// every second while something passes. The channel is closed when ctx ends. A
// reader that is slow misses the oldest changes; it never holds anything up.
func (r *Recorder) Watch(ctx context.Context) <-chan Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.watchLocked(ctx)
}

func (r *Recorder) watchLocked(ctx context.Context) <-chan Summary {
	w := &watcher{changes: make(chan Summary, watchBuffer)}
	if r.watchers == nil {
		r.watchers = make(map[*watcher]struct{})
	}
	r.watchers[w] = struct{}{}
	context.AfterFunc(ctx, func() { r.unwatch(w) })
	return w.changes
}

func (r *Recorder) unwatch(w *watcher) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.watchers, w)
	close(w.changes) // only senders that hold mu and found w in watchers use it
}

// tellLocked tells every watcher how e stands now.
func (r *Recorder) tellLocked(e *entry, now time.Time) {
	if len(r.watchers) == 0 || e.gone {
		return
	}
	e.told = now
	change := e.summary()
	for w := range r.watchers {
		w.send(change)
	}
}

// tellProgressLocked is tellLocked for what happens often.
func (r *Recorder) tellProgressLocked(e *entry, now time.Time) {
	if e.kind != HTTP && now.Sub(e.told) >= tellEvery {
		r.tellLocked(e, now)
	}
}

// send makes room by taking the oldest change. There is one sender at a time.
func (w *watcher) send(change Summary) {
	select {
	case w.changes <- change:
		return
	default:
	}
	select {
	case <-w.changes:
	default: // the reader was faster
	}
	w.changes <- change
}
