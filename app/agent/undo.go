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
	a.stopped = slices.DeleteFunc(a.stopped, func(s stoppedShare) bool { return time.Since(s.at) > undoFor })
	a.stopped = append(a.stopped, stoppedShare{want, time.Now()})
}

// Undo implements [localapi.Agent].
func (a *Agent) Undo(ctx context.Context, name string) (localapi.Share, error) {
	a.mu.Lock()
	i := slices.IndexFunc(a.stopped, func(s stoppedShare) bool { return s.want.Name == name && time.Since(s.at) <= undoFor })
	if i < 0 {
		a.mu.Unlock()
		return localapi.Share{}, localapi.ErrNoShare
	}
	want := a.stopped[i].want
	a.stopped = slices.Delete(a.stopped, i, i+1)
	a.mu.Unlock()
	return a.startSaved(ctx, want)
}
