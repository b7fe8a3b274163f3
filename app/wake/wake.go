// Package wake tells when this computer woke up, or came to another network:
//
//	wake.Watch(ctx, func(why string) { client.Reconnect() })
//
// It hears of both from the system where that tells: on Linux from logind and by
// netlink, on macOS by a routing socket, on Windows from its IP helper. Everywhere
// the clock is looked at too, for a computer that slept without a word.
//
// It does not tell that the computer is about to sleep, nor whether there is a
// network.
package wake

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

const (
	// lookEvery is how often the clock is looked at. It costs one wake-up.
	lookEvery = 5 * time.Second
	// slept is how much more than that has to pass on the wall's clock to tell
	// that the computer slept: the one of timers stands still meanwhile.
	slept = 3 * time.Second
	// calm is how long a change of the network may take until it is told of: it
	// comes as a dozen messages.
	calm = 200 * time.Millisecond
)

// Watch calls woke, one call at a time, when the computer woke up or came to
// another network, until ctx ends. It returns when all has ended.
func Watch(ctx context.Context, log *slog.Logger, woke func(why string)) {
	events := make(chan string, 16)
	tell := func(why string) {
		select {
		case events <- why:
		default: // there is enough to do
		}
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	for name, source := range sources {
		wg.Go(func() {
			if err := source(ctx, tell); err != nil && ctx.Err() == nil {
				log.Info("no news of the network or of sleep from here", "source", name, "err", err)
			}
		})
	}
	wg.Go(func() { watchClock(ctx, tell) })
	gather(ctx, events, woke)
}

// gather makes one call of what comes together.
func gather(ctx context.Context, events <-chan string, woke func(string)) {
	for {
		var why string
		select {
		case why = <-events:
		case <-ctx.Done():
			return
		}
		select {
		case <-time.After(calm):
		case <-ctx.Done():
			return
		}
		for len(events) > 0 {
			<-events
		}
		woke(why)
	}
}

// watchClock tells when more time passed on the wall than here.
func watchClock(ctx context.Context, tell func(string)) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	last := time.Now().Round(0)
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now().Round(0)
		if now.Sub(last) > lookEvery+slept {
			tell("the computer slept")
		}
		last = now
	}
}
