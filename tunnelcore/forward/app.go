package forward

import (
	"context"
	"time"
)

// lookEvery is how often an app that is away is looked for. A person who
// starts it expects the link to work by the time they switch windows.
const lookEvery = time.Second

// report notes whether the app took a connection, tells of a change, and sees
// to it that an app which is away is looked for. Only goroutines that s.wg
// counts, or Serve itself, may call it.
func (s *serving) report(ctx context.Context, up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down != up {
		return // known
	}
	s.down = !up
	if s.OnApp != nil {
		s.OnApp(up)
	}
	if s.down && !s.watching {
		s.watching = true
		s.wg.Go(func() { s.look(ctx) })
	}
}

// look tries the app until it, or a visitor, gets through.
func (s *serving) look(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if s.found() {
			return
		}
		app, err := s.Target.Dial(ctx)
		if err == nil {
			_ = app.Close()
			s.report(ctx, true)
		}
	}
}

// found reports whether there is nothing to look for any more.
func (s *serving) found() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watching = s.down
	return !s.down
}
