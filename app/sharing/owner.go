package sharing

import (
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

var _ localapi.Owner = (*Sharer)(nil)

// Shares implements [localapi.Owner].
func (s *Sharer) Shares() (all []localapi.Share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		all = append(all, one.stateLocked())
	}
	return all
}

func (one *Share) stateLocked() localapi.Share {
	share := localapi.Share{
		Name: one.Name(), URL: one.URL(), Target: one.Spec().String(), Folder: one.folder != nil,
		State: localapi.Live, Since: one.since, Note: one.note,
	}
	switch {
	case one.sharer.lost:
		share.State = localapi.Reconnecting
	case one.paused != nil:
		share.State, share.Problem = localapi.Paused, one.paused
	case one.reach.problem != nil:
		share.State, share.Problem = localapi.Unreachable, one.reach.problem
	case !one.reach.seen:
		share.State = localapi.Starting
	case one.waiting:
		share.State = localapi.Waiting
	}
	if w := one.web; w != nil {
		seen := w.visitors.Snapshot()
		share.Web, share.Inspected, share.Protected = true, w.recorder != nil, !one.hash.IsZero()
		share.Until, share.Watching, share.LastVisit = w.ending.Until(), seen.Watching, seen.LastVisit
		for _, v := range seen.Newest {
			share.Visitors = append(share.Visitors, localapi.Visitor{Browser: v.Browser, Path: v.Page, Seen: v.Seen, Here: v.Here})
		}
		share.Profile = profileOf(one.Spec())
	}
	return share
}

// find is the share of a name that is not over.
func (s *Sharer) find(name string) (*Share, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		if one.Name() == name {
			return one, nil
		}
	}
	return nil, localapi.ErrNoShare
}

// Recorder implements [localapi.Owner].
func (s *Sharer) Recorder(name string) (*inspect.Recorder, error) {
	one, err := s.find(name)
	if err != nil || one.web == nil {
		return nil, err
	}
	return one.web.recorder, nil
}

var errForgotten = errors.New("the password of this share was set before a restart and is not known any more: " +
	"to have one that can be sent, change it with gotunnel change --password")

// Password implements [localapi.Owner].
func (s *Sharer) Password(name string) (string, error) {
	one, err := s.find(name)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if one.secret == "" && !one.hash.IsZero() {
		return "", errForgotten
	}
	return one.secret, nil
}

// Stop implements [localapi.Owner].
func (s *Sharer) Stop(name string) error {
	one, err := s.find(name)
	if err == nil {
		one.stop()
	}
	return err
}
