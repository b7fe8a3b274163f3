package inspect

import (
	"errors"
	"strings"
)

// Why a request has no complete answer, or no complete record.
var (
	errNoAnswer   = errors.New("the app closed the connection without answering")
	errHalfAnswer = errors.New("the app closed the connection before its answer was complete")
	errStuck      = errors.New("the app stopped reading before the request was complete")
	errEarly      = errors.New("the app answered before the request was complete")
	// errClosed is the end of a connection by this side.
	errClosed = errors.New("the visitor left, or the share stopped, before the answer was complete")
)

// note is why as a sentence for people.
func note(why error) string {
	if why == nil {
		return ""
	}
	s := why.Error()
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// finishAfter looks at what ended with a log.
func (d *dialogue) finishAfter(log *backlog) {
	if log.endedAt.IsZero() {
		return
	}
	d.now = log.endedAt
	raw := d.streams[down].phase == inRaw
	switch {
	case log.ended && raw && len(d.waiting) > 0 && !d.waiting[0].upgraded:
		d.endRaw(log.broken)
	case log.ended && !raw:
		d.appLeft()
	}
	if log.stuck {
		d.stuck()
	}
	if log.closed {
		d.lose(errClosed)
	}
}

// endRaw ends an answer that lasts until the app closes the connection.
func (d *dialogue) endRaw(broken bool) {
	e := d.waiting[0]
	if broken {
		e.response.body.cut = true
		d.failAll(errHalfAnswer)
		return
	}
	d.streams[down].done(nil)
	d.failAll(errNoAnswer)
}

func (d *dialogue) appLeft() {
	if len(d.waiting) > 0 && d.waiting[0].response.status != 0 {
		d.waiting[0].response.body.cut = true
		d.finish(d.waiting[0], Failed, errHalfAnswer)
		d.waiting = append(d.waiting[:0], d.waiting[1:]...)
	}
	d.failAll(errNoAnswer)
}

// stuck notes that not all of a request went out. Its answer may still come.
func (d *dialogue) stuck() {
	if d.request != nil {
		d.request.request.body.cut = true
		d.request.note = note(errStuck)
	}
}

// failAll ends what has not ended.
func (d *dialogue) failAll(why error) {
	for _, e := range d.waiting {
		d.breakOff(e, why)
	}
	if e := d.request; e != nil && e.answered {
		e.request.body.cut = true
		d.finish(e, Done, errEarly)
	}
	d.waiting, d.request = nil, nil
}

// breakOff ends e. For a stream that is the normal end, unless more went wrong.
func (d *dialogue) breakOff(e *entry, why error) {
	if errors.Is(why, errClosed) && (e.upgraded || e.kind == SSE) {
		d.finish(e, Done, nil)
		return
	}
	if !e.asked {
		e.request.body.cut = true
	}
	if e.response.status != 0 {
		e.response.body.cut = true
	}
	d.finish(e, Failed, why)
}

// finish ends e. A note that it has already says more than why.
func (d *dialogue) finish(e *entry, state State, why error) {
	e.state, e.ended = state, d.now
	if e.note == "" {
		e.note = note(why)
	}
	d.r.tellLocked(e, d.now)
	if d.replay != nil {
		d.replay.over()
	}
}
