package agent

import (
	"context"
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
)

var errNotLive = errors.New("this share has no link at the moment, so that can't be changed now")

// Change implements [localapi.Owner].
func (a *Agent) Change(name string, c localapi.Change) error {
	a.mu.Lock()
	k := a.findLocked(name)
	if k == nil {
		a.mu.Unlock()
		return localapi.ErrNoShare
	}
	if c.Kept != nil {
		k.want.Once = !*c.Kept
	}
	live := k.share != nil
	a.changedLocked()
	a.mu.Unlock()
	defer a.save()
	if c.Target != nil {
		if err := a.show(k, *c.Target); err != nil {
			return err
		}
	}
	if c.Until != nil || c.Password != nil || c.Profile != nil {
		if err := a.changePolicy(k, c, live); err != nil {
			return err
		}
	}
	if c.Name != nil && *c.Name != name {
		return a.rename(k, *c.Name, c.Move)
	}
	return nil
}

func (a *Agent) changePolicy(k *keptShare, c localapi.Change, live bool) error {
	s := a.sharer()
	if s == nil || !live {
		return errNotLive
	}
	if err := s.Change(k.share.Name(), localapi.Change{Until: c.Until, Password: c.Password, Profile: c.Profile}); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if k.share == nil {
		return nil // it ended meanwhile
	}
	now := k.share.State()
	k.want.Policy.Until, k.want.Hash = now.Until, k.share.Hash()
	if c.Profile != nil {
		k.want.Policy.Profile = *c.Profile
	}
	return nil
}

// rename gets a link of another name, and ends the old one when it is there.
func (a *Agent) rename(k *keptShare, name string, move bool) error {
	ctx, cancel := context.WithTimeout(a.ctx, renameWait)
	defer cancel()
	c, err := a.current(ctx)
	if err != nil {
		return err
	}
	a.mu.Lock()
	old, want := k.share, k.want
	if old == nil || c.over {
		a.mu.Unlock()
		return errNotLive
	}
	c.wg.Add(1)
	a.mu.Unlock()
	defer c.wg.Done()
	want.Name, want.Move = name, move
	if secret, err := c.sharer.Password(old.Name()); err == nil {
		want.Policy.Password = secret
	}
	share, err := a.share(ctx, c, k, want)
	if err != nil {
		return *a.explain(c, err)
	}
	a.replace(c, k, share)
	old.Stop()
	return nil
}

// replace has another link take the place of the one that a share has.
func (a *Agent) replace(c *connection, k *keptShare, share *sharing.Share) {
	a.mu.Lock()
	a.names.drop(c.server, k.want.Name)
	k.share = share
	k.want.Name, k.want.Hash = share.Name(), share.Hash()
	a.names.keep(c.server, share.Name(), share.State().Since)
	a.changedLocked()
	a.mu.Unlock()
	c.wg.Go(func() { a.await(c, k, share) })
}
