package agent

import (
	"context"
	"errors"
	"slices"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
)

// keptShare is what the agent shares, or is to share as soon as it can.
type keptShare struct {
	want savedShare

	// Guarded by Agent.mu.
	share   *sharing.Share // nil while there is no link
	problem error          // why there will be none before somebody does something
	cancel  context.CancelFunc
}

// restore shares again what was shared before, without waiting for it.
func (a *Agent) restore(want savedShare) {
	want.Wait = true // after a restart of the computer nothing runs yet
	k := &keptShare{want: want}
	ctx, cancel := context.WithCancel(a.ctx)
	a.mu.Lock()
	a.kept, k.cancel = append(a.kept, k), cancel
	a.mu.Unlock()
	a.wg.Go(func() { _, _ = a.start(ctx, k) }) // the problem is kept, and told
}

// start shares, and takes note of how that went.
func (a *Agent) start(ctx context.Context, k *keptShare) (localapi.Share, error) {
	spec, err := sharing.ParseSpec(k.want.NewShare)
	if err != nil {
		return localapi.Share{}, a.failed(k, err)
	}
	spec.Policy.Hash = k.want.Hash
	shares, err := a.sharer.Start(ctx, spec)
	if err != nil {
		return localapi.Share{}, a.failed(k, err)
	}
	share := shares[0]
	a.mu.Lock()
	k.share, k.problem = share, nil
	k.want.Name = share.Name() // the same again after a restart
	k.want.Hash, k.want.Policy.Password = share.Hash(), ""
	a.mu.Unlock()
	a.save()
	go a.await(k, share)
	now := share.State()
	now.Kept = true
	return now, nil
}

func (a *Agent) failed(k *keptShare, err error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if errors.Is(err, context.Canceled) {
		return err
	}
	k.problem = a.Explain(err)
	a.Logger.Warn("not shared", "name", k.want.Name, "target", k.want.String(), "err", err)
	return k.problem
}

// await forgets a share that a person stopped, or that ended by itself; one that
// the server ended is kept with the reason.
func (a *Agent) await(k *keptShare, share *sharing.Share) {
	<-share.Done()
	a.mu.Lock()
	if a.closing {
		a.mu.Unlock()
		return
	}
	k.share = nil
	if err := share.Err(); err != nil {
		k.problem = a.Explain(err)
	} else {
		a.forgetLocked(k)
	}
	a.mu.Unlock()
	a.save()
}

func (a *Agent) forgetLocked(k *keptShare) {
	a.kept = slices.DeleteFunc(a.kept, func(other *keptShare) bool { return other == k })
}
