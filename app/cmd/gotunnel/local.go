package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// listenLocally lets other commands ask and change what is shared here, until
// stop, which waits for the end. Sharing works without, too.
func (s *sharing) listenLocally(ctx context.Context) (stop func()) {
	ln, err := localapi.Listen()
	if err != nil {
		s.desk.put(errorEvent{"local", fmt.Sprintf("gotunnel status and inspect won't see this: %v.", err)})
		return func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { _ = localapi.Serve(ctx, ln, s) }) // ln fails only when it is closed
	return func() { cancel(); wg.Wait() }
}

var _ localapi.Owner = (*sharing)(nil)

// Shares implements [localapi.Owner].
func (s *sharing) Shares() (all []localapi.Share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		if !one.over {
			all = append(all, s.stateLocked(one))
		}
	}
	return all
}

func (s *sharing) stateLocked(one *oneShare) localapi.Share {
	share := localapi.Share{
		Name: one.link.Name(), URL: one.url(), Target: one.String(), State: localapi.Live, Since: one.since,
	}
	switch {
	case s.lost:
		share.State = localapi.Reconnecting
	case one.waiting:
		share.State = localapi.Waiting
	}
	if w := one.web; w != nil {
		seen := w.visitors.Snapshot()
		share.Web, share.Inspected, share.Protected = true, w.recorder != nil, one.secret != ""
		share.Until, share.Watching, share.LastVisit = w.ending.Until(), seen.Watching, seen.LastVisit
	}
	return share
}

// find is the share of a name that is not over.
func (s *sharing) find(name string) (*oneShare, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		if one.link.Name() == name && !one.over {
			return one, nil
		}
	}
	return nil, localapi.ErrNoShare
}

var errUntouched = errors.New("the bytes of this share pass untouched, so there is nothing to change")

// Recorder implements [localapi.Owner].
func (s *sharing) Recorder(name string) (*inspect.Recorder, error) {
	one, err := s.find(name)
	if err != nil || one.web == nil {
		return nil, err
	}
	return one.web.recorder, nil
}

// Password implements [localapi.Owner].
func (s *sharing) Password(name string) (string, error) {
	one, err := s.find(name)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return one.secret, nil
}

// Change implements [localapi.Owner].
func (s *sharing) Change(name string, c localapi.Change) error {
	one, err := s.find(name)
	if err != nil {
		return err
	}
	if one.web == nil {
		return errUntouched
	}
	if c.Until != nil {
		if err := one.web.ending.Extend(*c.Until); err != nil {
			return err
		}
	}
	if c.Password != nil {
		if err := s.changePassword(one, *c.Password); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.desk.put(changedEvent{Name: name, Until: one.web.ending.Until(), Protected: one.secret != ""})
	return nil
}

// changePassword also takes it away, with an empty one.
func (s *sharing) changePassword(one *oneShare, secret string) error {
	if secret == "" {
		one.web.guard.Open()
	} else {
		hash, err := s.hash(one, secret)
		if err != nil {
			return err
		}
		if err := one.web.guard.Change(hash); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one.secret = secret
	return nil
}

// Stop implements [localapi.Owner].
func (s *sharing) Stop(name string) error {
	one, err := s.find(name)
	if err == nil {
		one.stop()
	}
	return err
}

// countEvery is how often it is looked who is watching.
const countEvery = time.Second

// watchVisitors counts until stop, which waits for the end.
func (s *sharing) watchVisitors(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { s.countWatching(ctx) })
	return func() { cancel(); wg.Wait() }
}

// countWatching tells when another number is watching, until ctx ends.
func (s *sharing) countWatching(ctx context.Context) {
	tick := time.NewTicker(countEvery)
	defer tick.Stop()
	last := map[string]int{}
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, share := range s.Shares() {
			if share.Watching != last[share.Name] {
				last[share.Name] = share.Watching
				s.desk.put(watchingEvent{Name: share.Name, Watching: share.Watching})
			}
		}
	}
}
