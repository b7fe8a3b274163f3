package agent

import (
	"context"
	"iter"
	"time"

	"gotunnel/app/localapi"
)

// shownWindow is the window that a person has.
type shownWindow struct {
	wanted chan wanted
	gone   chan struct{} // closed when it is closed
}

// wanted is what it is to show, and where to say whether it was told.
type wanted struct {
	view localapi.View
	told chan bool // holds one
}

// showWait is how long a window may take to be told. One that is too busy is there
// all the same.
const showWait = 2 * time.Second

// Window implements [localapi.Agent].
func (a *Agent) Window(ctx context.Context) (iter.Seq[localapi.View], error) {
	w := &shownWindow{wanted: make(chan wanted), gone: make(chan struct{})}
	for !a.claim(w) {
		if a.Show(localapi.View{Name: "home"}) {
			return nil, localapi.Error{Code: localapi.CodeWindow, Message: "Gotunnel's window is open already."}
		}
	}
	return func(yield func(localapi.View) bool) {
		defer close(w.gone)
		defer a.drop()
		for {
			select {
			case v := <-w.wanted:
				told := ctx.Err() == nil && yield(v.view)
				v.told <- told
				if !told {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}, nil
}

// claim has w be the window; false if there is another one.
func (a *Agent) claim(w *shownWindow) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.window != nil {
		return false
	}
	a.window = w
	return true
}

func (a *Agent) drop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.window = nil
}

// Show implements [localapi.Agent]. A window that was just closed is none: who asked
// for one would look at nothing.
func (a *Agent) Show(v localapi.View) bool {
	a.mu.Lock()
	w := a.window
	a.mu.Unlock()
	if w == nil {
		return false
	}
	late := time.After(showWait)
	want := wanted{v, make(chan bool, 1)}
	select {
	case w.wanted <- want:
	case <-w.gone:
		return false
	case <-late:
		return true
	}
	select {
	case told := <-want.told:
		return told
	case <-late:
		return true
	}
}
