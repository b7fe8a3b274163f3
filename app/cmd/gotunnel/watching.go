package main

import (
	"context"
	"sync"
	"time"

	"gotunnel/app/localapi"
)

// watchEvery is how often it is looked who is watching.
const watchEvery = time.Second

// watchVisitors tells when another number is watching, until stop, which waits
// for the end.
func (r *run) watchVisitors(ctx context.Context, owner localapi.Owner) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { r.countVisitors(ctx, owner) })
	return func() { cancel(); wg.Wait() }
}

func (r *run) countVisitors(ctx context.Context, owner localapi.Owner) {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	last := map[string]int{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, share := range owner.Shares() {
			if share.Watching != last[share.Name] {
				last[share.Name] = share.Watching
				r.desk.put(watchingEvent{Name: share.Name, Watching: share.Watching})
			}
		}
	}
}
