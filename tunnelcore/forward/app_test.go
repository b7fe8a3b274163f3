package forward_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/wire"
)

// app is an app in memory that can be up or away.
type app struct {
	up    atomic.Bool
	dials atomic.Int32
}

func (a *app) Dial(context.Context) (net.Conn, error) {
	a.dials.Add(1)
	if !a.up.Load() {
		return nil, errors.New("nothing listens")
	}
	ours, theirs := net.Pipe()
	_ = theirs.Close()
	return ours, nil
}

// visitors is a listener in memory.
type visitors struct {
	come   chan net.Conn
	closed chan struct{}
}

func (v visitors) Accept() (net.Conn, error) {
	select {
	case conn := <-v.come:
		return conn, nil
	case <-v.closed:
		return nil, net.ErrClosed
	}
}

func (v visitors) Close() error   { close(v.closed); return nil }
func (v visitors) Addr() net.Addr { return nil }

func (v visitors) visit() {
	ours, theirs := net.Pipe()
	v.come <- theirs
	synctest.Wait()
	_ = ours.Close()
	synctest.Wait()
}

// inBubble runs body beside a Serve of f, in a synctest bubble: a goroutine
// that outlives Serve fails the test.
func inBubble(t *testing.T, down bool, body func(a *app, v visitors, told func() []bool)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		a := &app{}
		v := visitors{come: make(chan net.Conn), closed: make(chan struct{})}
		var calls []bool // synctest.Wait makes reading it safe
		f := &forward.Forwarder{
			Target: a, Kind: wire.TCP, Down: down,
			OnApp: func(up bool) { calls = append(calls, up) },
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- f.Serve(ctx, v) }()
		body(a, v, func() []bool {
			synctest.Wait()
			return slices.Clone(calls)
		})
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

func TestAppIsLookedFor(t *testing.T) {
	inBubble(t, false, func(a *app, v visitors, told func() []bool) {
		v.visit()
		v.visit()
		if got := told(); !slices.Equal(got, []bool{false}) {
			t.Errorf("after two visitors in vain: told %v, want one false", got)
		}
		a.up.Store(true)
		time.Sleep(time.Second)
		if got := told(); !slices.Equal(got, []bool{false, true}) {
			t.Errorf("a second after the app came back: told %v, want false, true", got)
		}
		looked := a.dials.Load()
		time.Sleep(time.Minute)
		if got := a.dials.Load(); got != looked {
			t.Errorf("an app that is back was dialed %d more times", got-looked)
		}
		a.up.Store(false)
		v.visit()
		a.up.Store(true)
		time.Sleep(time.Second)
		if got := told(); !slices.Equal(got, []bool{false, true, false, true}) {
			t.Errorf("after a second absence: told %v, want false, true twice", got)
		}
	})
}

// A visitor who gets through before the next look says that the app is back;
// one look at a time goes on if it goes away again at once.
func TestVisitorFindsApp(t *testing.T) {
	inBubble(t, false, func(a *app, v visitors, told func() []bool) {
		v.visit()
		a.up.Store(true)
		v.visit()
		a.up.Store(false)
		v.visit()
		if got := told(); !slices.Equal(got, []bool{false, true, false}) {
			t.Errorf("told %v, want false, true, false", got)
		}
		before := a.dials.Load()
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := a.dials.Load() - before; got != 10 {
			t.Errorf("looked %d times in 10 s, want 10", got)
		}
	})
}

func TestAppKnownToBeAway(t *testing.T) {
	inBubble(t, true, func(a *app, _ visitors, told func() []bool) {
		if got := told(); !slices.Equal(got, []bool{false}) {
			t.Errorf("at the start: told %v, want false", got)
		}
		a.up.Store(true)
		time.Sleep(time.Second)
		if got := told(); !slices.Equal(got, []bool{false, true}) {
			t.Errorf("with the app up: told %v, want false, true", got)
		}
	})
}
