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
	a.mu.Unlock()
	k.changing.Lock()
	defer k.changing.Unlock()
	defer a.save()
	defer a.changed.tell()
	if c.Kept != nil {
		a.mu.Lock()
		k.want.Once = !*c.Kept
		a.mu.Unlock()
	}
	if c.Target != nil {
		if err := a.show(k, *c.Target); err != nil {
			return err
		}
	}
	if c.Until != nil || c.Password != nil || c.Profile != nil {
		if err := a.changePolicy(k, c); err != nil {
			return err
		}
	}
	if c.Name != nil && *c.Name != name {
		return a.rename(k, *c.Name, c.Move)
	}
	return nil
}

func (a *Agent) changePolicy(k *keptShare, c localapi.Change) error {
	a.mu.Lock()
	conn, share := a.conn, k.share
	a.mu.Unlock()
	if conn == nil || share == nil {
		return errNotLive
	}
	if err := conn.sharer.Change(share.Name(), localapi.Change{Until: c.Until, Password: c.Password, Profile: c.Profile}); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	k.want.Policy.Until, k.want.Hash = share.State().Until, share.Hash()
	if c.Profile != nil {
		k.want.Policy.Profile = *c.Profile
	}
	return nil
}

// rename gets a link of another name, and ends the old one when it is there.
func (a *Agent) rename(k *keptShare, name string, move bool) error {
	a.mu.Lock()
	c, old, want := a.conn, k.share, k.want
	if c == nil || old == nil {
		a.mu.Unlock()
		return errNotLive
	}
	c.wg.Add(1)
	a.mu.Unlock()
	defer c.wg.Done()
	ctx, cancel := context.WithTimeout(c.ctx, renameWait)
	defer cancel()
	want.Name, want.Move = name, move
	if secret, err := c.sharer.Password(old.Name()); err == nil {
		want.Policy.Password = secret
	}
	share, err := a.share(ctx, c, k, want)
	if err != nil {
		return *a.explain(c, err)
	}
	if !a.replace(c, k, old, share) {
		share.Stop()
		return localapi.ErrNoShare
	}
	old.Stop()
	return nil
}

// replace has another link take the place of the one that a share has; false if
// that ended meanwhile.
func (a *Agent) replace(c *connection, k *keptShare, old, share *sharing.Share) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if k.gone || k.share != old {
		return false
	}
	a.names.drop(c.server, k.want.Name)
	k.share = share
	k.want.Name, k.want.Hash = share.Name(), share.Hash()
	a.names.keep(c.server, share.Name(), share.State().Since)
	a.changed.tell()
	c.wg.Go(func() { a.await(c, k, share) })
	return true
}
