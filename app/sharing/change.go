package sharing

import (
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/password"
	"gotunnel/tunnelcore/upstream"
)

var (
	errUntouched = errors.New("the bytes of this share pass untouched, so there is nothing to change")
	errRename    = errors.New("a link can't get another name while it is shared here: stop it, and share it again by the new name")
)

// Change implements [localapi.Owner]. Another name takes another link, and what is
// kept for a restart is not this package's: both are an agent's to change.
func (s *Sharer) Change(name string, c localapi.Change) error {
	one, err := s.find(name)
	switch {
	case err != nil:
		return err
	case c.Name != nil && *c.Name != name:
		return errRename
	case one.web == nil:
		return errUntouched
	}
	moves, err := one.readMove(c)
	if err != nil {
		return err
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
	if moves != nil {
		if err := one.redirect(moves, c.Target != nil, ""); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Observer.Changed(one, one.stateLocked())
	return nil
}

// readMove reads what is to change of where the app is and thinks it is; nil:
// nothing.
func (one *Share) readMove(c localapi.Change) (edit func(*Spec), err error) {
	if c.Profile == nil && c.Target == nil {
		return nil, nil
	}
	if one.gate == nil {
		return nil, errFolder
	}
	var profile gateway.Profile
	if c.Profile != nil {
		if profile, err = gateway.ParseProfile(*c.Profile); err != nil {
			return nil, err
		}
	}
	var target *upstream.Target
	if c.Target != nil {
		if target, err = upstream.Parse(*c.Target); err != nil {
			return nil, err
		}
	}
	return func(s *Spec) {
		if c.Profile != nil {
			s.Policy.Profile = profile
		}
		if target != nil {
			s.Target = target
		}
	}, nil
}

// changePassword also takes it away, with an empty one.
func (one *Share) changePassword(secret string) (err error) {
	one.locking.Lock() // of two who change it visitors need the one that is shown
	defer one.locking.Unlock()
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
