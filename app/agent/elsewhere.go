package agent

import (
	"reflect"
	"slices"

	"gotunnel/app/localapi"
)

// lookElsewhere takes note of what other programs share.
func (a *Agent) lookElsewhere() {
	others := localapi.Others(a.ctx)
	a.mu.Lock()
	before := a.elsewhere
	if !slices.EqualFunc(before, others, func(x, y localapi.Found) bool { return reflect.DeepEqual(x.Share, y.Share) }) {
		a.changed.tell()
	}
	a.elsewhere = others
	a.mu.Unlock()
	for _, f := range before {
		f.Client.Close()
	}
}

// Elsewhere implements [localapi.Agent].
func (a *Agent) Elsewhere(name string) *localapi.Client {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.findLocked(name) != nil {
		return nil
	}
	for _, f := range a.elsewhere {
		if f.Share.Name == name {
			return f.Client
		}
	}
	return nil
}
