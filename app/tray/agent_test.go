package tray

import (
	"context"
	"iter"
	"slices"
	"sync"
	"testing"

	"gotunnel/app/localapi"
)

// agent tells what a test has it tell, over a real socket, and notes what it is
// asked. What a tray does not ask has no method here.
type agent struct {
	localapi.Agent
	socket string

	mu      sync.Mutex
	now     localapi.Snapshot
	changed chan struct{} // closed when now is another one
	asked   []string
	fails   error // what it says to all that it is asked; nil: it does it
	window  bool  // there is one
}

// newAgent serves an agent until the test ends.
func newAgent(t *testing.T, now localapi.Snapshot) *agent {
	t.Helper()
	now.Shares = slices.Clone(now.Shares)
	a := &agent{now: now, changed: make(chan struct{}), socket: newSocket(t)}
	t.Cleanup(a.serve(t))
	return a
}

// serve lets others in until it is called off.
func (a *agent) serve(t *testing.T) (end func()) {
	t.Helper()
	ln, err := listen(a.socket)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- localapi.Serve(ctx, ln, a) }()
	return sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// client asks this agent.
func (a *agent) client(t *testing.T) *localapi.Client {
	c := localapi.NewClient(a.socket)
	t.Cleanup(c.Close)
	return c
}

// tell has the agent tell that something is different.
func (a *agent) tell(change func(*localapi.Snapshot)) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change(&a.now)
	close(a.changed)
	a.changed = make(chan struct{})
}

func (a *agent) State(ctx context.Context, _ bool) iter.Seq[localapi.Snapshot] {
	return func(yield func(localapi.Snapshot) bool) {
		for {
			a.mu.Lock()
			now, changed := a.now, a.changed
			now.Shares = slices.Clone(now.Shares)
			a.mu.Unlock()
			if !yield(now) {
				return
			}
			select {
			case <-changed:
			case <-ctx.Done():
				return
			}
		}
	}
}

// note notes what was asked, and says what it comes to.
func (a *agent) note(what string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, what)
	return a.fails
}

func (a *agent) wasAsked() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.asked)
}

func (a *agent) StartShare(_ context.Context, want localapi.NewShare) (localapi.Share, error) {
	s := localapi.Share{Name: "checkout", URL: "https://checkout.share.acme.dev", Target: want.Target, State: localapi.Live, Web: true}
	err := a.note("start " + want.Target)
	if err == nil {
		a.tell(func(now *localapi.Snapshot) { now.Shares = append(now.Shares, s) })
	}
	return s, err
}

func (a *agent) Stop(name string) error {
	err := a.note("stop " + name)
	if err == nil {
		a.tell(func(now *localapi.Snapshot) {
			now.Shares = slices.DeleteFunc(now.Shares, func(s localapi.Share) bool { return s.Name == name })
		})
	}
	return err
}

func (a *agent) Password(name string) (string, error) {
	return "amber-otter-lake", a.note("password " + name)
}

func (a *agent) Change(name string, c localapi.Change) error {
	if c.Password != nil && *c.Password != "" {
		return a.note("protect " + name)
	}
	return a.note("change " + name)
}

func (a *agent) ChangeSettings(c localapi.SettingsChange) error {
	switch {
	case c.AtSignIn != nil && *c.AtSignIn:
		return a.note("at sign-in")
	case c.AtSignIn != nil:
		return a.note("not at sign-in")
	case c.AskedPublic != nil && *c.AskedPublic:
		return a.note("was told")
	}
	return a.note("settings")
}

func (a *agent) Show(v localapi.View) bool {
	return a.note("show "+v.Name+" "+v.Share) == nil && a.window
}

func (a *agent) Elsewhere(string) *localapi.Client { return nil }

func (a *agent) Retry() { _ = a.note("retry") }
func (a *agent) Quit()  { _ = a.note("quit") }
