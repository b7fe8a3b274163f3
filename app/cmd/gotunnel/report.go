package main

import (
	"errors"
	"time"

	browser "github.com/skratchdot/open-golang/open"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
)

// onStatus tells of the connection to the server.
func (s *sharing) onStatus(status tunnelcore.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ending {
		return
	}
	switch status.State {
	case tunnelcore.Connecting:
		s.desk.put(connectingEvent{s.options.Server})
	case tunnelcore.Reconnecting:
		s.lost = true
		s.desk.put(reconnectingEvent{
			Error:   status.Err.Error(),
			RetryMS: max(0, time.Until(status.RetryAt).Milliseconds()),
			retryAt: status.RetryAt,
		})
	case tunnelcore.Connected:
		if s.lost && s.announced {
			s.announceLocked()
		}
		s.lost = false
	case tunnelcore.Closed: // by us, or Listen and Accept say why
	}
}

// announce shows all links, once every one is there.
func (s *sharing) announce() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.announced = true
	s.announceLocked()
}

func (s *sharing) announceLocked() {
	for _, one := range s.shares {
		s.showLocked(one)
	}
}

// showLocked tells how a share is, unless there is no connection: then it
// will be told when there is one again.
func (s *sharing) showLocked(one *oneShare) {
	if one.over {
		return
	}
	l := link{Name: one.link.Name(), URL: one.url(), Target: one.String(), place: one.place(), ends: one.ends()}
	if s.policy.made {
		l.Password = one.secret
	}
	if one.waiting {
		s.desk.put(waitingEvent(l))
		return
	}
	s.desk.put(liveEvent(l))
	if s.options.Open && !one.opened && isWeb(l.URL) {
		one.opened = true
		if err := browser.Start(l.URL); err != nil {
			s.desk.put(errorEvent{"browser", "The browser can't be opened (" + err.Error() + "). Open the link yourself."})
		}
	}
}

// onApp tells that an app went away or is back.
func (s *sharing) onApp(one *oneShare, up bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one.waiting != up {
		return // known from the start
	}
	one.waiting = !up
	if !s.lost {
		s.showLocked(one)
	}
}

// url is the link as a person opens it: with the page, if one was shared.
func (one *oneShare) url() string {
	if one.folder == nil || one.folder.Start() == "/" {
		return one.link.URL()
	}
	return one.link.URL() + one.folder.Start()
}

// ends says when the share ends, for people; "" if nobody said.
func (one *oneShare) ends() string {
	if one.web == nil || one.web.ending.Until().IsZero() {
		return ""
	}
	return ending.Text(one.web.ending.Until(), time.Now())
}

// end tells that a share is over while others may go on.
func (s *sharing) end(one *oneShare) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one.over = true
	s.desk.put(endedEvent{one.link.Name()})
}

// ignoreStatus ignores what the client says from now on: that it is
// disconnected is no news when we are about to do that.
func (s *sharing) ignoreStatus() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ending = true
}

// endAll tells that the links that were shown and still worked are over, and
// counts them.
func (s *sharing) endAll() (count int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.announced {
		return 0
	}
	for _, one := range s.shares {
		if !one.over {
			one.over = true
			count++
			s.desk.put(endedEvent{one.link.Name()})
		}
	}
	return count
}

func newHint(name string, h gateway.Hint) hintEvent {
	return hintEvent{Name: name, Hint: string(h.Kind), Origin: h.Origin}
}

func newVisitor(name string, v forward.Visit) visitorEvent {
	e := visitorEvent{
		Visitor: v.Visitor.String(), Name: name,
		Up: v.Up, Down: v.Down, MS: v.Took.Milliseconds(),
		began: v.Began,
	}
	if errors.Is(v.Err, forward.ErrAppAway) {
		e.Error = codeAppAway
	}
	return e
}
