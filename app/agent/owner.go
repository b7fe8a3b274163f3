package agent

import (
	"context"
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore/inspect"
)

var _ localapi.Agent = (*Agent)(nil)

// Shares implements [localapi.Owner].
func (a *Agent) Shares() []localapi.Share {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := make([]localapi.Share, 0, len(a.kept))
	for _, k := range a.kept {
		all = append(all, a.stateLocked(k))
	}
	return all
}

func (a *Agent) shown(k *keptShare) localapi.Share {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stateLocked(k)
}

func (a *Agent) stateLocked(k *keptShare) (now localapi.Share) {
	if k.share != nil {
		now = k.share.State()
	} else {
		now = localapi.Share{
			Name: k.want.Name, Target: k.want.String(), State: localapi.Reconnecting,
			Protected: !k.want.Hash.IsZero() || k.want.Policy.Password != "", Until: k.want.Policy.Until, Profile: k.want.Policy.Profile,
		}
		switch {
		case k.problem != nil:
			now.State, now.Problem = localapi.Failed, k.problem
		case a.link.State == localapi.Connected:
			now.State = localapi.Starting
		}
	}
	now.Kept, now.Background, now.Folder = !k.want.Once, true, k.want.Folder != ""
	if k.want.Note != "" && now.Note == "" {
		now.Note = k.want.Note
	}
	a.describeLocked(k, &now)
	return now
}

// StartShare implements [localapi.Agent]. What could not be shared is not kept.
func (a *Agent) StartShare(ctx context.Context, want localapi.NewShare) (localapi.Share, error) {
	saved := savedShare{NewShare: want}
	a.mu.Lock()
	saved.NoInspect = want.NoInspect || a.prefs.Forget
	a.mu.Unlock()
	if err := a.identify(ctx, &saved); err != nil {
		return localapi.Share{}, err
	}
	return a.startSaved(ctx, saved)
}

func (a *Agent) startSaved(ctx context.Context, want savedShare) (localapi.Share, error) {
	c, err := a.current(ctx)
	if err != nil {
		return localapi.Share{}, err
	}
	k := &keptShare{want: want}
	a.mu.Lock()
	if c.over {
		a.mu.Unlock()
		return localapi.Share{}, errLeft
	}
	a.kept = append(a.kept, k)
	c.wg.Add(1)
	a.changed.tell()
	a.mu.Unlock()
	defer c.wg.Done()
	share, err := a.start(ctx, c, k)
	if err != nil {
		a.mu.Lock()
		a.forgetLocked(k)
		a.mu.Unlock()
	}
	return share, err
}

var (
	errClosing = errors.New("the agent is ending")
	errLeft    = errors.New("the agent has just left this server: try again")
)

// sharer is what shares by the connection that there is; nil if there is none.
func (a *Agent) sharer() *sharing.Sharer {
	a.mu.Lock()
	c := a.conn
	a.mu.Unlock()
	if c == nil {
		return nil
	}
	select {
	case <-c.ready:
		return c.sharer
	default:
		return nil
	}
}

// Recorder implements [localapi.Owner].
func (a *Agent) Recorder(name string) (*inspect.Recorder, error) {
	s := a.sharer()
	if s == nil {
		return nil, localapi.ErrNoShare
	}
	return s.Recorder(name)
}

// Password implements [localapi.Owner].
func (a *Agent) Password(name string) (string, error) {
	s := a.sharer()
	if s == nil {
		return "", localapi.ErrNoShare
	}
	return s.Password(name)
}

// Stop implements [localapi.Owner], also for a share that has no link yet.
func (a *Agent) Stop(name string) error {
	a.mu.Lock()
	k := a.findLocked(name)
	if k == nil {
		a.mu.Unlock()
		return localapi.ErrNoShare
	}
	share := k.share
	a.rememberLocked(k)
	a.forgetLocked(k)
	if k.cancel != nil {
		k.cancel()
	}
	a.mu.Unlock()
	if share != nil {
		share.Stop()
	}
	a.save()
	return nil
}
