package window

import (
	"context"
	"errors"
	"iter"
	"net"
	"sync"
	"testing"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// fakeAgent is an agent that shares nothing, behind a real socket. What it does
// not have panics.
type fakeAgent struct {
	localapi.Agent
	version  string
	states   chan localapi.Snapshot // what it tells next
	listed   chan bool              // with which list it was asked for that
	calls    chan string            // what else it was asked
	refuses  error                  // what StartShare says
	recorder *inspect.Recorder

	mu     sync.Mutex
	views  chan localapi.View // nil if there is no window
	server *fakeServer
}

func newFakeAgent() *fakeAgent {
	return &fakeAgent{
		version: "v1.0.0", states: make(chan localapi.Snapshot, 100), listed: make(chan bool, 10),
		calls: make(chan string, 10), recorder: &inspect.Recorder{},
	}
}

func (a *fakeAgent) About() localapi.About { return localapi.About{Version: a.version, PID: 1} }

func (a *fakeAgent) State(ctx context.Context, list bool) iter.Seq[localapi.Snapshot] {
	a.listed <- list
	return func(yield func(localapi.Snapshot) bool) {
		for {
			select {
			case s := <-a.states:
				if !yield(s) {
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}
}

func (a *fakeAgent) Window(ctx context.Context) (iter.Seq[localapi.View], error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.views != nil {
		a.views <- localapi.View{}
		return nil, localapi.Error{Code: localapi.CodeWindow, Message: "There is a window already."}
	}
	views := make(chan localapi.View, 10)
	a.views = views
	return func(yield func(localapi.View) bool) {
		defer func() { a.mu.Lock(); a.views = nil; a.mu.Unlock() }()
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

func (a *fakeAgent) Show(v localapi.View) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.views == nil {
		return false
	}
	a.views <- v
	return true
}

func (a *fakeAgent) StartShare(_ context.Context, want localapi.NewShare) (localapi.Share, error) {
	if a.refuses != nil {
		return localapi.Share{}, a.refuses
	}
	return localapi.Share{Name: want.Name, Target: want.Target, State: localapi.Live}, nil
}

func (a *fakeAgent) Stop(name string) error { a.calls <- "stop " + name; return nil }

func (a *fakeAgent) Recorder(name string) (*inspect.Recorder, error) {
	if name != "shop" {
		return nil, localapi.ErrNoShare
	}
	return a.recorder, nil
}

func (a *fakeAgent) Icon(id string) *localapi.Icon {
	icons := map[string]localapi.Icon{
		"good": {Type: "image/svg+xml", Data: []byte("<svg/>")},
		"evil": {Type: `image/png,<script>`, Data: []byte("x")},
		"page": {Type: "text/html", Data: []byte("x")},
	}
	if icon, ok := icons[id]; ok {
		return &icon
	}
	return nil
}

func (*fakeAgent) Elsewhere(string) *localapi.Client { return nil }

func (a *fakeAgent) Quit() {
	a.calls <- "quit"
	a.mu.Lock()
	defer a.mu.Unlock()
	go a.server.end()
}

// fakeServer serves an agent until it is ended or crashes.
type fakeServer struct {
	net.Listener
	cancel context.CancelFunc
	served chan error

	mu    sync.Mutex
	conns []net.Conn
}

func (s *fakeServer) Accept() (net.Conn, error) {
	conn, err := s.Listener.Accept()
	if err == nil {
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
	}
	return conn, err
}

func (s *fakeServer) end() { s.cancel(); <-s.served }

// crash ends it as a kill would: what it says breaks off.
func (s *fakeServer) crash() {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.Close()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
}

// serve starts the agent, as often as it ended.
func (a *fakeAgent) serve(t *testing.T) *fakeServer {
	t.Helper()
	ln, err := localapi.ListenAgent()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &fakeServer{Listener: ln, cancel: cancel, served: make(chan error)}
	a.mu.Lock()
	a.server = s
	a.mu.Unlock()
	go func() {
		defer close(s.served)
		if err := localapi.Serve(ctx, s, a); err != nil && !errors.Is(err, net.ErrClosed) {
			s.served <- err
		}
	}()
	t.Cleanup(s.end)
	return s
}
