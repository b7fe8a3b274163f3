package agent

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore/wire"
)

// keptShare is what the agent shares, or is to share as soon as it can.
type keptShare struct {
	// changing is held while it is changed, by a person or since its app moved: what
	// one saw is so until that is done. Agent.mu comes after it.
	changing sync.Mutex

	// Guarded by Agent.mu.
	want    savedShare
	share   *sharing.Share     // nil while there is no link
	problem *localapi.Error    // why there will be none before somebody does something
	cancel  context.CancelFunc // of who waits for the first link; nil if nobody did yet
	gone    bool               // a person stopped it
}

// start shares by a connection until ctx or the connection ends or somebody stops
// the share, and takes note of how that went.
func (a *Agent) start(ctx context.Context, c *connection, k *keptShare) (localapi.Share, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(c.ctx, cancel)() //nolint:contextcheck // it ends with either
	a.mu.Lock()
	k.cancel = cancel
	want, gone := k.want, k.gone
	a.mu.Unlock()
	if gone {
		return localapi.Share{}, errStopped
	}
	share, err := a.share(ctx, c, k, want)
	if err != nil {
		return localapi.Share{}, a.failed(c, k, err)
	}
	a.mu.Lock()
	if k.gone || c.over {
		a.mu.Unlock()
		share.Stop()
		return localapi.Share{}, a.failed(c, k, context.Canceled)
	}
	k.share, k.problem = share, nil
	k.want.Name = share.Name() // the same again after a restart
	k.want.Wait = true         // when nothing may run yet
	k.want.Hash, k.want.Policy.Password = share.Hash(), ""
	a.names.keep(c.server, share.Name(), time.Now())
	a.changed.tell()
	a.mu.Unlock()
	a.save()
	c.wg.Go(func() { a.await(c, k, share) })
	return a.shown(k), nil
}

// share gets the link. A name that was made of the app's gives way to another one
// if it is taken; one that a person asked for does not.
func (a *Agent) share(ctx context.Context, c *connection, k *keptShare, want savedShare) (*sharing.Share, error) {
	spec, err := sharing.ParseSpec(want.NewShare)
	if err != nil {
		return nil, err
	}
	spec.Policy.Hash, spec.Guard = want.Hash, a.guard(k)
	tries := []string{spec.Tunnel.Name}
	if spec.Tunnel.Name == "" && spec.Tunnel.Kind == wire.HTTP {
		tries = a.namesFor(want)
	}
	for len(tries) > 0 {
		spec.Tunnel.Name, tries = tries[0], tries[1:]
		err := a.promised(spec.Tunnel.Name, k)
		if err == nil {
			var shares []*sharing.Share
			if shares, err = c.sharer.Start(ctx, spec); err == nil {
				return shares[0], nil
			}
		}
		e := a.explain(c, err)
		if len(tries) == 0 || !isNameTaken(e.Code) {
			return nil, err
		}
		if len(e.Suggestions) > 0 {
			tries[0] = e.Suggestions[0]
		}
	}
	return nil, errNoServer // there is always a name to try
}

// errStopped is what who waits for a link is told.
var errStopped = errors.New("this share was stopped before it had a link")

func (a *Agent) failed(c *connection, k *keptShare, err error) error {
	e := a.explain(c, err)
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case k.gone:
		return errStopped
	case c.over:
		return errLeft
	case errors.Is(err, context.Canceled):
		return err // nobody waits any more
	}
	k.problem = e
	a.logger.Warn("not shared", "name", k.want.Name, "target", k.want.String(), "err", err)
	a.changed.tell()
	return *e
}

// await forgets a share that a person stopped, or that ended by itself; one that
// the server ended is kept with the reason.
func (a *Agent) await(c *connection, k *keptShare, share *sharing.Share) {
	select {
	case <-share.Done():
	case <-c.ctx.Done():
	}
	a.mu.Lock()
	if k.share != share { // it goes on under another name
		a.mu.Unlock()
		return
	}
	k.share = nil
	a.changed.tell()
	if c.over { // all of its shares were written down
		a.mu.Unlock()
		return
	}
	switch err := share.Err(); {
	case err != nil:
		k.problem = a.explain(c, err)
	case share.State().State == localapi.Reconnecting: // the server does not know that it ended
		a.forgetLocked(k)
		a.names.keep(c.server, share.Name(), time.Now())
	default:
		a.forgetLocked(k)
		a.names.drop(c.server, share.Name())
	}
	a.mu.Unlock()
	a.save()
}

func (a *Agent) forgetLocked(k *keptShare) {
	k.gone = true
	a.kept = slices.DeleteFunc(a.kept, func(other *keptShare) bool { return other == k })
	a.changed.tell()
}

func (a *Agent) findLocked(name string) *keptShare {
	for _, k := range a.kept {
		if k.want.Name == name {
			return k
		}
	}
	return nil
}
