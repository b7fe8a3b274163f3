package window

import (
	"context"
	"errors"
	"sync"
	"time"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// RequestBatch is the "requests" event: requests of a share that came or
// changed, in the order in which they came; at first all that are kept.
type RequestBatch struct {
	Share    string             `json:"share"`
	Requests []localapi.Request `json:"requests"`
}

// watchOften is how often the page is told of requests at most. A page that
// loads makes hundreds of changes a second.
const watchOften = 100 * time.Millisecond

// watch is that the page looks at one share's requests.
type watch struct {
	wg     sync.WaitGroup
	mu     sync.Mutex
	cancel context.CancelFunc // nil if it looks at none
}

func (w *watch) start(b *Bridge, share string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopLocked()
	ctx, cancel := context.WithCancel(b.ctx)
	w.cancel = cancel
	w.wg.Go(func() { keepWatching(ctx, b, share) })
}

func (w *watch) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopLocked()
}

func (w *watch) stopLocked() {
	if w.cancel != nil {
		w.cancel()
	}
	w.cancel = nil
}

// keepWatching watches until ctx ends or there is nothing to see, and goes on
// with an agent that comes back.
func keepWatching(ctx context.Context, b *Bridge, share string) {
	for {
		err := watchShare(ctx, b, share)
		if e, ok := errors.AsType[localapi.Error](err); ok && e.Code != launch.CodeAgent {
			return // it is not recorded, or gone
		}
		if !sleep(ctx, mostPause) {
			return
		}
	}
}

func watchShare(ctx context.Context, b *Bridge, share string) error {
	client, err := b.link.dial()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	news := &batch{wake: make(chan struct{}, 1)}
	var wg sync.WaitGroup
	wg.Go(func() {
		defer cancel()
		for request, failed := range client.Watch(ctx, share) {
			if err = failed; err != nil {
				return
			}
			news.add(request)
		}
	})
	for sleep(ctx, watchOften) && news.await(ctx) {
		if requests := news.take(); len(requests) > 0 {
			b.shell.emit("requests", RequestBatch{share, requests})
		}
	}
	wg.Wait()
	return err
}

// batch gathers requests; of one that changed again only the last state stays.
type batch struct {
	mu       sync.Mutex
	requests []localapi.Request
	at       map[int]int // where each is, by its number

	wake chan struct{} // holds one
}

func (b *batch) add(r localapi.Request) {
	b.mu.Lock()
	if i, ok := b.at[r.ID]; ok {
		b.requests[i] = r
	} else {
		if b.at == nil {
			b.at = map[int]int{}
		}
		b.at[r.ID] = len(b.requests)
		b.requests = append(b.requests, r)
	}
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// await waits for some; false if ctx ends first.
func (b *batch) await(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-b.wake:
		return true
	}
}

func (b *batch) take() []localapi.Request {
	b.mu.Lock()
	defer b.mu.Unlock()
	taken := b.requests
	b.requests, b.at = nil, nil
	return taken
}
