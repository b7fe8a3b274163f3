package agent

import (
	"context"
	"iter"

	"gotunnel/app/localapi"
)

// Window implements [localapi.Agent].
func (a *Agent) Window(ctx context.Context) (iter.Seq[localapi.View], error) {
	views := make(chan localapi.View, 16)
	a.mu.Lock()
	if a.window != nil {
		a.mu.Unlock()
		a.Show(localapi.View{Name: "home"})
		return nil, localapi.Error{Code: localapi.CodeWindow, Message: "Gotunnel's window is open already."}
	}
	a.window = views
	a.mu.Unlock()
	return func(yield func(localapi.View) bool) {
		defer func() {
			a.mu.Lock()
			a.window = nil
			a.mu.Unlock()
		}()
		for {
			select {
			case v := <-views:
				if !yield(v) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}, nil
}

// Show implements [localapi.Agent].
func (a *Agent) Show(v localapi.View) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.window == nil {
		return false
	}
	select {
	case a.window <- v:
	default: // it has not looked at the last ones yet
	}
	return true
}
