package main

import (
	"errors"
	"testing"
	"testing/synctest"
)

// stuck is a printer whose output stands still until it is freed.
type stuck struct {
	free chan struct{}
	got  []event
	err  error
}

func (s *stuck) tell(e event) error {
	<-s.free
	s.got = append(s.got, e)
	return s.err
}
func (*stuck) settle() error     { return nil }
func (*stuck) stopped(int) error { return nil }

// Nobody waits for an output that stands still; visitors are left out once
// there are too many, and nothing else is.
func TestDeskNeverBlocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &stuck{free: make(chan struct{})}
		d := openDesk(p, func(err error) { t.Error(err) })
		d.put(connectingEvent{})
		synctest.Wait() // it hangs on the first
		for range mostWaiting + 500 {
			d.put(visitorEvent{})
		}
		d.put(endedEvent{"shop"})
		close(p.free)
		d.close()
		if len(p.got) != 1+mostWaiting+1 {
			t.Errorf("got %d events, want %d", len(p.got), 1+mostWaiting+1)
		}
		if last := p.got[len(p.got)-1]; last != (endedEvent{"shop"}) {
			t.Errorf("got %v last, want what was put last", last)
		}
	})
}

func TestDeskTellsOfBrokenOutput(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &stuck{free: make(chan struct{}), err: errors.New("nobody reads")}
		close(p.free)
		var told []error
		d := openDesk(p, func(err error) { told = append(told, err) })
		d.put(connectingEvent{})
		d.put(connectingEvent{})
		d.close()
		d.put(connectingEvent{})
		if len(told) != 1 || len(p.got) != 1 {
			t.Errorf("told %d times after %d events, want once after the first", len(told), len(p.got))
		}
	})
}
