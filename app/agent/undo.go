package agent

import (
	"context"
	"slices"
	"time"

	"gotunnel/app/localapi"
)

const (
	// undoFor is how long a share that was stopped can be had back. Windows offer
	// it for 10 s; the rest is for who is slow.
	undoFor = time.Minute
	// renameWait is how long a link of another name may take.
	renameWait = 15 * time.Second
)

// stoppedShare is one that can be had back.
type stoppedShare struct {
	want savedShare
	at   time.Time
}

// rememberLocked takes note of a share that is being stopped, with its password.
func (a *Agent) rememberLocked(k *keptShare) {
	want := k.want
	if k.share != nil && a.conn != nil && a.conn.sharer != nil {
		if secret, err := a.conn.sharer.Password(k.share.Name()); err == nil {
			want.Policy.Password = secret
		}
	}
	a.putLocked(stoppedShare{want, time.Now()})
}

// putLocked keeps a share that was stopped in the place of an older one of its name.
func (a *Agent) putLocked(s stoppedShare) {
	a.stopped = slices.DeleteFunc(a.stopped, func(old stoppedShare) bool {
		return old.want.Name == s.want.Name || time.Since(old.at) > undoFor
	})
	a.stopped = append(a.stopped, s)
}

// Undo implements [localapi.Agent]. What can't be had back now can be tried again.
func (a *Agent) Undo(ctx context.Context, name string) (localapi.Share, error) {
	a.mu.Lock()
	i := slices.IndexFunc(a.stopped, func(s stoppedShare) bool { return s.want.Name == name && time.Since(s.at) <= undoFor })
	if i < 0 {
		a.mu.Unlock()
		return localapi.Share{}, localapi.ErrNoShare
	}
	was := a.stopped[i]
	a.stopped = slices.Delete(a.stopped, i, i+1)
	a.mu.Unlock()
	share, err := a.startSaved(ctx, was.want)
	if err != nil {
		a.mu.Lock()
		a.putLocked(was)
		a.mu.Unlock()
	}
	return share, err
}
