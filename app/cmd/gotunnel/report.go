package main

import (
	"errors"
	"time"

	"gotunnel/app/browser"
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/forward"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/ending"
)

var _ sharing.Observer = (*run)(nil)

// Link implements [sharing.Observer].
func (r *run) Link(status tunnelcore.Status) {
	switch status.State {
	case tunnelcore.Connecting:
		r.desk.put(connectingEvent{r.options.Server})
	case tunnelcore.Reconnecting:
		r.desk.put(reconnectingEvent{
			Error:   status.Err.Error(),
			RetryMS: max(0, time.Until(status.RetryAt).Milliseconds()),
			retryAt: status.RetryAt,
		})
	case tunnelcore.Connected, tunnelcore.Closed: // the shares tell
	}
}

// Appeared implements [sharing.Observer].
func (r *run) Appeared(share *sharing.Share, now localapi.Share) {
	l := link{Name: now.Name, URL: now.URL, Target: now.Target, Password: r.made, place: share.Spec().Place()}
	if !now.Until.IsZero() {
		l.ends = ending.Text(now.Until, time.Now())
	}
	switch {
	case now.State == localapi.Starting:
		return // it is told of when somebody could open it
	case now.Problem != nil:
		r.desk.put(errorEvent{now.Problem.Code, now.Problem.Message + " Trying again…"})
		return
	case now.State == localapi.Waiting:
		r.desk.put(waitingEvent(l))
		return
	}
	r.desk.put(liveEvent(l))
	if r.options.Open && !r.opened[l.URL] && browser.IsWeb(l.URL) {
		r.opened[l.URL] = true
		go r.openLink(l.URL) // takes two seconds at most, for which the end does not wait
	}
}

func (r *run) openLink(url string) {
	if err := browser.Open(url); err != nil {
		r.desk.put(errorEvent{"browser", "The browser can't be opened (" + err.Error() + "). Open the link yourself."})
	}
}

// Changed implements [sharing.Observer].
func (r *run) Changed(_ *sharing.Share, now localapi.Share) {
	r.desk.put(changedEvent{Name: now.Name, Until: now.Until, Protected: now.Protected})
}

// Visited implements [sharing.Observer].
func (r *run) Visited(share *sharing.Share, v sharing.Visit) {
	e := visitorEvent{
		Visitor: v.Visitor.String(), Name: share.Name(),
		Up: v.Up, Down: v.Down, MS: v.Took.Milliseconds(),
		began: v.Began,
	}
	if errors.Is(v.Err, forward.ErrAppAway) {
		e.Error = codeAppAway
	}
	r.desk.put(e)
}

// Hinted implements [sharing.Observer].
func (r *run) Hinted(share *sharing.Share, h gateway.Hint) {
	r.desk.put(hintEvent{Name: share.Name(), Hint: string(h.Kind), Origin: h.Origin})
}

// Ended implements [sharing.Observer]. The reason of the last one is told at the
// end.
func (r *run) Ended(share *sharing.Share, err error) {
	r.desk.put(endedEvent{share.Name()})
	r.left--
	switch {
	case err == nil:
	case r.left > 0:
		r.desk.put(failedEvent(explained(r.options.Server, err)))
	default:
		r.last = explained(r.options.Server, err)
	}
}
