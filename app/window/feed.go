package window

import (
	"context"
	"sync"
	"time"

	"gotunnel/app/localapi"
)

// AgentStatus is the "agent" event: how the agent itself is.
type AgentStatus struct {
	// State is "starting", "running", "lost" (it is being started again), or "old"
	// (it is of another version).
	State string `json:"state"`
	// Message is a sentence on why it is lost; it may be empty.
	Message string `json:"message,omitempty"`
}

const (
	agentStarting = "starting"
	agentRunning  = "running"
	agentLost     = "lost"
	agentOld      = "old"
)

// feed tells the page what changed. Of what changes faster than it may be told
// only the newest is; before open nothing is.
type feed struct {
	mu     sync.Mutex
	shell  shell // nil before run
	isOpen bool
	agent  AgentStatus
	state  *localapi.Snapshot
	view   *localapi.View // that was not told yet

	tellAgent, tellState bool // it changed since it was told

	changed chan struct{} // holds one
}

func newFeed() *feed {
	return &feed{agent: AgentStatus{State: agentStarting}, changed: make(chan struct{}, 1)}
}

// open begins to tell, with everything.
func (f *feed) open() {
	f.change(func() { f.isOpen, f.tellAgent, f.tellState = true, true, f.state != nil })
}

func (f *feed) setAgent(s AgentStatus) {
	f.change(func() { f.agent, f.tellAgent = s, f.tellAgent || f.agent != s })
}

func (f *feed) setState(s localapi.Snapshot) {
	f.change(func() { f.state, f.tellState = &s, true })
}

// show brings the window to the front and the page to a view. A view without a
// name leaves the page where it is.
func (f *feed) show(v localapi.View) {
	f.change(func() {
		if v != (localapi.View{}) {
			f.view = &v
		}
		if f.shell != nil {
			f.shell.front()
		}
	})
}

func (f *feed) change(what func()) {
	f.mu.Lock()
	what()
	f.mu.Unlock()
	select {
	case f.changed <- struct{}{}:
	default:
	}
}

// tellOften is how often the page is told at most: what it draws for is a person.
const tellOften = 50 * time.Millisecond

// run tells the page, through s, until ctx ends.
func (f *feed) run(ctx context.Context, s shell) {
	f.mu.Lock()
	f.shell = s
	f.mu.Unlock()
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.changed:
		}
		for _, event := range f.take() {
			s.emit(event.name, event.data)
		}
		if !sleep(ctx, tellOften) {
			return
		}
	}
}

type event struct {
	name string
	data any
}

// take is what is to be told now.
func (f *feed) take() (events []event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.isOpen {
		return nil
	}
	if f.tellAgent {
		events = append(events, event{"agent", f.agent})
	}
	if f.tellState {
		events = append(events, event{"state", *f.state})
	}
	if f.view != nil {
		events = append(events, event{"show", *f.view})
	}
	f.tellAgent, f.tellState, f.view = false, false, nil
	return events
}
