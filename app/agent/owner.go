package agent

import (
	"context"
	"errors"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

var _ localapi.Owner = (*Agent)(nil)

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

func (a *Agent) stateLocked(k *keptShare) localapi.Share {
	if k.share != nil {
		now := k.share.State()
		now.Kept = true
		return now
	}
	now := localapi.Share{
		Name: k.want.Name, Target: k.want.String(), State: localapi.Reconnecting, Kept: true,
		Protected: !k.want.Hash.IsZero(), Until: k.want.Policy.Until,
	}
	if k.problem != nil {
		e := a.Explain(k.problem)
		now.State, now.Problem = localapi.Failed, &e
	}
	return now
}

// StartShare implements [localapi.Agent]. What could not be shared is not kept.
func (a *Agent) StartShare(ctx context.Context, want localapi.NewShare) (localapi.Share, error) {
	k := &keptShare{want: savedShare{NewShare: want}}
	a.mu.Lock()
	if a.closing {
		a.mu.Unlock()
		return localapi.Share{}, errClosing
	}
	ctx, cancel := context.WithCancel(ctx)
	a.kept, k.cancel = append(a.kept, k), cancel
	a.wg.Add(1)
	a.mu.Unlock()
	defer a.wg.Done()
	defer cancel()
	defer context.AfterFunc(a.ctx, cancel)() //nolint:contextcheck // it ends with either
	share, err := a.start(ctx, k)
	if err != nil {
		a.mu.Lock()
		a.forgetLocked(k)
		a.mu.Unlock()
	}
	return share, err
}

var errClosing = errors.New("the agent is ending")

// Recorder implements [localapi.Owner].
func (a *Agent) Recorder(name string) (*inspect.Recorder, error) { return a.sharer.Recorder(name) }

// Password implements [localapi.Owner].
func (a *Agent) Password(name string) (string, error) { return a.sharer.Password(name) }

// Change implements [localapi.Owner].
func (a *Agent) Change(name string, c localapi.Change) error {
	if err := a.sharer.Change(name, c); err != nil {
		return err
	}
	a.mu.Lock()
	if k := a.findLocked(name); k != nil && k.share != nil {
		now := k.share.State()
		k.want.Policy.Until, k.want.Hash = now.Until, k.share.Hash()
	}
	a.mu.Unlock()
	a.save()
	return nil
}

// Stop implements [localapi.Owner], also for a share that has no link yet.
func (a *Agent) Stop(name string) error {
	if err := a.sharer.Stop(name); !errors.Is(err, localapi.ErrNoShare) {
		return err
	}
	a.mu.Lock()
	k := a.findLocked(name)
	if k == nil || k.share != nil {
		a.mu.Unlock()
		return localapi.ErrNoShare
	}
	a.forgetLocked(k)
	k.cancel()
	a.mu.Unlock()
	a.save()
	return nil
}

func (a *Agent) findLocked(name string) *keptShare {
	for _, k := range a.kept {
		if k.want.Name == name {
			return k
		}
	}
	return nil
}
