package sharing

import (
	"cmp"
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/password"
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
		Name: one.Name(), URL: one.URL(), Target: one.spec.String(), Folder: one.folder != nil,
		State: localapi.Live, Since: one.since,
	}
	switch {
	case one.sharer.lost:
		share.State = localapi.Reconnecting
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
		if one.folder == nil {
			share.Profile = string(cmp.Or(one.spec.Policy.Profile, gateway.Localhost))
		}
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

var errUntouched = errors.New("the bytes of this share pass untouched, so there is nothing to change")

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

// Change implements [localapi.Owner].
func (s *Sharer) Change(name string, c localapi.Change) error {
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
		if err := one.changePassword(*c.Password); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Observer.Changed(one, one.stateLocked())
	return nil
}

// changePassword also takes it away, with an empty one.
func (one *Share) changePassword(secret string) (err error) {
	var hash password.Hash
	if secret == "" {
		one.web.guard.Open()
	} else {
		if hash, err = one.hashOf(secret); err != nil {
			return err
		}
		if err := one.web.guard.Change(hash); err != nil {
			return err
		}
		one.web.ending.Cut() // also who came in while there was none
	}
	one.sharer.mu.Lock()
	defer one.sharer.mu.Unlock()
	one.secret, one.hash = secret, hash
	return nil
}

// Stop implements [localapi.Owner].
func (s *Sharer) Stop(name string) error {
	one, err := s.find(name)
	if err == nil {
		one.stop()
	}
	return err
}
