package control

import (
	"testing"

	"gotunnel/tunnelcore/relay"
)

// abortable is an end of which only Abort is called.
type abortable struct {
	relay.End
	aborted bool
}

func (a *abortable) Abort() { a.aborted = true }

// What comes to a session that is over, or to a tunnel that was cut, from those
// who had not heard of it, is turned away.
func TestWhatComesTooLate(t *testing.T) {
	s := &Session{tunnels: map[string]*Tunnel{}}
	first := &Tunnel{session: s, id: "t1", streams: map[relay.End]struct{}{}}
	if err := s.reserve(first); err != nil {
		t.Fatal(err)
	}
	early, finished, late := &abortable{}, &abortable{}, &abortable{}
	if !first.enter(early) || !first.enter(finished) {
		t.Fatal("a stream of a tunnel that there is was turned away")
	}
	first.leave(finished)

	s.finish(errExpelled)
	s.finish(errSuperseded) // the first reason counts
	first.cut()
	if err := s.reserve(&Tunnel{id: "t2"}); err == nil {
		t.Error("a session that is over takes a tunnel")
	}
	if first.enter(late) || !late.aborted || !early.aborted || finished.aborted {
		t.Errorf("aborted: late %t, early %t, finished %t", late.aborted, early.aborted, finished.aborted)
	}
	if s.isOver() != errExpelled { //nolint:errorlint // the very same
		t.Errorf("it is over because %v", s.isOver())
	}
}
