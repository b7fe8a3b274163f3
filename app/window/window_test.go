package window

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/app/localapi"
)

// fakeShell is a window without a screen.
type fakeShell struct {
	shell
	events chan event
	fronts chan struct{}
	ended  chan struct{}
	once   sync.Once
	saveTo string
}

func (s *fakeShell) emit(name string, data any)                { s.events <- event{name, data} }
func (s *fakeShell) front()                                    { s.fronts <- struct{}{} }
func (s *fakeShell) end()                                      { s.once.Do(func() { close(s.ended) }) }
func (s *fakeShell) saveAs(string, string) (string, error)     { return s.saveTo, nil }
func (s *fakeShell) chooseFolder(title string) (string, error) { return "/" + title, nil }

// next is the next event, which has to be of that name.
func (s *fakeShell) next(t *testing.T, name string) any {
	t.Helper()
	e := receive(t, s.events, "the event "+name)
	if e.name != name {
		t.Fatalf("the page was told %s %+v, not %s", e.name, e.data, name)
	}
	return e.data
}

// awaitAgent waits until the agent is in a state, and is told nothing else.
func (s *fakeShell) awaitAgent(t *testing.T, state string) {
	t.Helper()
	for s.next(t, "agent").(AgentStatus).State != state {
	}
}

func receive[T any](t *testing.T, from <-chan T, what string) (got T) {
	t.Helper()
	select {
	case got = <-from:
	case <-time.After(time.Minute):
		t.Fatal("nobody told: " + what)
	}
	return got
}

// ownRuntime has sockets in a folder of the test's own.
func ownRuntime(t *testing.T) {
	t.Helper()
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
}

// find is the way to an agent that runs.
func find(ctx context.Context) (*localapi.Client, error) {
	client, ok := localapi.DialAgent(ctx)
	if !ok {
		return nil, errAway
	}
	return client, nil
}

// openFake opens a window without a screen, as open does, and closes it with the
// test. Its agent is found and not started.
func openFake(t *testing.T, wanted localapi.View) (*window, *fakeShell, *attempt) {
	t.Helper()
	s := &fakeShell{events: make(chan event, 100), fronts: make(chan struct{}, 100), ended: make(chan struct{})}
	w := newWindow(context.Background(), "v1.0.0", s)
	w.link.reach = find
	t.Cleanup(w.close)
	first := w.begin(wanted)
	_, _ = first.wait()
	if first.err != nil && !errors.Is(first.err, errAway) {
		return w, s, first
	}
	w.feed.show(wanted)
	w.run(first.wait)
	return w, s, first
}

func TestPageIsToldWhenItIsReady(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	a.states <- localapi.Snapshot{Server: localapi.Server{Address: "share.acme.dev"}}
	w, s, _ := openFake(t, localapi.View{Name: "qr", Share: "shop"})
	receive(t, a.listed, "that state is wanted")
	w.bridge.Ready()
	got := map[string]any{}
	for len(got) < 3 || got["agent"] != (AgentStatus{State: "running"}) {
		e := receive(t, s.events, "events")
		got[e.name] = e.data
	}
	if state, _ := got["state"].(localapi.Snapshot); state.Server.Address != "share.acme.dev" {
		t.Errorf("state: %+v", got["state"])
	}
	if got["show"] != (localapi.View{Name: "qr", Share: "shop"}) {
		t.Errorf("show: %+v", got["show"])
	}
}

// Nothing is told before the page is ready; of what changes fast, only the
// newest is.
func TestFeedTellsTheNewest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		f, s := newFeed(), &fakeShell{events: make(chan event, 2000)}
		go f.run(ctx, s)
		f.setState(localapi.Snapshot{})
		synctest.Wait()
		if len(s.events) != 0 {
			t.Errorf("told %d events before it was ready", len(s.events))
		}
		f.open()
		for i := range 1000 { // one second
			f.setState(localapi.Snapshot{Apps: make([]localapi.App, i)})
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Second)
		var last localapi.Snapshot
		told := 0
		for len(s.events) > 0 {
			if e := <-s.events; e.name == "state" {
				last, told = e.data.(localapi.Snapshot), told+1
			}
		}
		if told > 22 || len(last.Apps) != 999 {
			t.Errorf("told %d states, at last that of %d", told, len(last.Apps))
		}
		cancel()
		synctest.Wait()
	})
}

func TestSecondWindow(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	w, s, _ := openFake(t, localapi.View{})
	w.bridge.Ready()
	s.awaitAgent(t, "running")
	invite := localapi.View{Name: "home", Invite: "gotunnel://share.acme.dev/i#CODE"}
	_, _, second := openFake(t, invite)
	if !errors.Is(second.err, errOther) || w.mayOpen(second) {
		t.Fatalf("the second window was opened: %v", second.err)
	}
	receive(t, s.fronts, "the first to show itself")
	if got := s.next(t, "show"); got != invite {
		t.Errorf("the first shows %+v", got)
	}
}

// Of many that are opened at once, one is.
func TestManyWindowsAtOnce(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	ctx, cancel := context.WithCancel(t.Context())
	opened := make(chan *connection, 8)
	var wg sync.WaitGroup
	for range cap(opened) {
		wg.Go(func() {
			c, err := (&link{reach: find}).connect(ctx, localapi.View{})
			if err != nil && !errors.Is(err, errOther) {
				t.Error(err)
			}
			opened <- c
		})
	}
	wg.Wait()
	cancel()
	count := 0
	for range cap(opened) {
		if c := <-opened; c != nil {
			count++
			c.close()
		}
	}
	if count != 1 {
		t.Errorf("%d windows", count)
	}
}

func TestAgentThatCrashes(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	server := a.serve(t)
	w, s, _ := openFake(t, localapi.View{})
	w.bridge.Ready()
	s.awaitAgent(t, "running")
	server.crash()
	s.awaitAgent(t, "lost")
	if _, err := w.bridge.Share(localapi.NewShare{}); plain(err).Code != "agent" {
		t.Errorf("sharing without an agent: %v", err)
	}
	a.serve(t)
	s.awaitAgent(t, "running")
	a.states <- localapi.Snapshot{}
	s.next(t, "state")
	if err := w.bridge.Stop("shop"); err != nil || <-a.calls != "stop shop" {
		t.Errorf("asking the new one: %v", err)
	}
}

// An agent that was told to end takes the window along.
func TestQuit(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	w, s, _ := openFake(t, localapi.View{})
	receive(t, a.listed, "that state is wanted")
	if err := w.bridge.Quit(); err != nil {
		t.Fatal(err)
	}
	if <-a.calls != "quit" {
		t.Error("the agent was not told")
	}
	receive(t, s.ended, "the window to end")
}

func TestAgentThatEndsByItself(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	server := a.serve(t)
	_, s, _ := openFake(t, localapi.View{})
	receive(t, a.listed, "that state is wanted")
	server.end()
	receive(t, s.ended, "the window to end")
}

func TestAgentOfAnotherVersion(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.version = "v0.9.0"
	a.serve(t)
	w, s, _ := openFake(t, localapi.View{})
	w.bridge.Ready()
	s.awaitAgent(t, "old")
}

func TestListOpen(t *testing.T) {
	ownRuntime(t)
	a := newFakeAgent()
	a.serve(t)
	w, _, _ := openFake(t, localapi.View{})
	for i, want := range []bool{false, true, false} {
		if i > 0 {
			w.bridge.ListOpen(want)
			w.bridge.ListOpen(want) // changes nothing
		}
		if got := receive(t, a.listed, "whether the list is open"); got != want {
			t.Errorf("asked with list=%v", got)
		}
	}
}

func TestPlace(t *testing.T) {
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	file, err := placeFile()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	first := place{Width: 420, Height: 640}
	for text, want := range map[string]place{
		"":                                       first,
		"{":                                      first,
		`{"width":"wide"}`:                       first,
		`{"x":1,"y":2,"width":500,"height":700}`: {X: 1, Y: 2, Width: 500, Height: 700, known: true},
		`{"x":-900,"y":2,"width":500,"height":700}`:   {Width: 500, Height: 700},
		`{"x":1,"y":2,"width":50,"height":700}`:       first,
		`{"x":1,"y":2,"width":500,"height":1e6}`:      first,
		`{"width":500,"height":700,"maximised":true}`: {Width: 500, Height: 700, Maximised: true, known: true},
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := loadPlace(); got != want {
			t.Errorf("%s: %+v", text, got)
		}
	}
}
