package tray

import (
	"context"
	"sync"
	"time"

	"gotunnel/app/localapi"
)

const (
	// iconRest is how long the icon stays as it is: one that flickers is worse than
	// one that is late.
	iconRest = 2 * time.Second
	// againAfter is how long to wait before the agent is asked again.
	againAfter = time.Second
)

// surface is a tray that can be drawn on. Only one goroutine uses it.
type surface interface {
	// draw shows an icon, and its words where the pointer rests on it.
	draw(shape, string)
	// list shows a menu.
	list([]row)
	// clicks are what was clicked.
	clicks() <-chan command
}

// gone is what there is to show while the agent does not answer.
var gone = localapi.Snapshot{Server: localapi.Server{State: localapi.Offline}}

// serve shows on a surface what the agent tells, and does what is clicked, until
// ctx ends. When it returns, nothing of it runs any more.
func (c Config) serve(ctx context.Context, on surface) {
	var running sync.WaitGroup
	defer running.Wait()
	snapshots := make(chan localapi.Snapshot)
	running.Go(func() { c.follow(ctx, snapshots) })

	icon := icon{on: on, rest: time.NewTimer(0)}
	defer icon.rest.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-snapshots:
			on.list(menu(s))
			icon.want(shapeOf(s), tooltip(s))
		case <-icon.rest.C:
			icon.rested()
		case do := <-on.clicks():
			running.Go(func() { c.clicked(ctx, do) })
		}
	}
}

// follow passes on what the agent tells, until ctx ends.
func (c Config) follow(ctx context.Context, to chan<- localapi.Snapshot) {
	for ctx.Err() == nil {
		for s, err := range c.Client.State(ctx, false) {
			if err != nil {
				s = gone
			}
			select {
			case to <- s:
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-time.After(againAfter):
		case <-ctx.Done():
		}
	}
}

// icon draws what is wanted, and then nothing for a while.
type icon struct {
	on      surface
	rest    *time.Timer // runs while the icon stays as it is
	resting bool
	shape   shape
	words   string
	waits   bool // there is something newer than what is drawn
}

func (i *icon) want(s shape, words string) {
	i.shape, i.words, i.waits = s, words, true
	if !i.resting {
		i.rested()
	}
}

// rested draws what came meanwhile.
func (i *icon) rested() {
	i.resting = i.waits
	if !i.waits {
		return
	}
	i.waits = false
	i.on.draw(i.shape, i.words)
	i.rest.Reset(iconRest)
}
