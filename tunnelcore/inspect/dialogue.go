package inspect

import (
	"errors"
	"fmt"
	"time"
)

// dialogue matches the requests of one connection with their answers. Only the
// queue's goroutine uses it, and only while it holds the recorder's mutex.
type dialogue struct {
	r      *Recorder
	tap    *tap
	dial   dialFunc
	replay *replaying // nil for visitors' connections

	now     time.Time
	streams [2]stream
	request *entry    // whose request is being read
	waiting []*entry  // for an answer, the oldest first
	sockets [2]framer // of a WebSocket
	gone    error     // why nothing is recorded any more
	last    direction // of the last piece
}

func newDialogue(r *Recorder, tap *tap, dial dialFunc, replay *replaying) *dialogue {
	d := &dialogue{r: r, tap: tap, dial: dial, replay: replay}
	d.streams[up].sink = (*asking)(d)
	d.streams[down].sink = (*answering)(d)
	return d
}

// maxWaiting is how many requests of one connection may wait for answers.
// net/http waits for each answer before it sends the next request.
const maxWaiting = 64

// read takes what passed. It returns true to be called again at once, because
// it is about to catch up with a long body.
func (d *dialogue) read(log *backlog) (again bool) {
	d.r.mu.Lock()
	defer d.r.mu.Unlock()
	defer d.survive()
	for i := range log.pieces {
		p := &log.pieces[i]
		d.now = p.at
		d.piece(p.dir, p.data, p.gap)
	}
	for dir, n := range log.tail {
		if n > 0 {
			d.piece(direction(dir), nil, n)
		}
	}
	d.finishAfter(log)
	upInTime, downInTime := d.hint(up), d.hint(down)
	return !upInTime || !downInTime
}

// survive ends the recording of a connection that the recorder has a bug with.
// The recorder is no reason for a share to go down.
func (d *dialogue) survive() {
	if bug := recover(); bug != nil {
		d.lose(fmt.Errorf("the recorder failed on this request: %v", bug))
	}
}

// piece takes data or, where there is none, a gap of n bytes.
func (d *dialogue) piece(dir direction, data []byte, n int64) {
	if d.gone != nil && !d.resume(dir, data) {
		d.streams[dir].offset += int64(len(data)) + n
		d.last = dir
		return
	}
	d.last = dir
	var err error
	if n > 0 {
		err = d.streams[dir].skip(n)
	} else {
		err = d.streams[dir].feed(data)
	}
	if err != nil {
		d.lose(err)
	}
}

// resume goes on after a gap, at what looks like a new request after an answer.
// After anything but a gap it is false.
func (d *dialogue) resume(dir direction, data []byte) bool {
	if !errors.Is(d.gone, errBehind) || dir != up || d.last != down {
		return false
	}
	line, _ := cutLine(string(data[:min(len(data), maxHead)]))
	if _, err := parseRequest(line); err != nil {
		return false
	}
	d.gone = nil
	for i := range d.streams {
		s := &d.streams[i]
		*s = stream{sink: s.sink, offset: s.offset}
	}
	return true
}

// lose ends the recording of this connection, for good unless the reason is
// errBehind.
func (d *dialogue) lose(why error) {
	d.failAll(why)
	d.gone = why
	if d.replay != nil {
		d.replay.over()
	}
	if !errors.Is(why, errBehind) {
		d.tap.deaf.Store(true)
		d.streams[up].line, d.streams[down].line = nil, nil
	}
}

// fewSkipped is how many bytes at least are worth telling the tap not to copy.
const fewSkipped = 16 << 10

// hint tells the tap which bytes need not be copied, because they belong to a
// body of which enough is kept. It returns false when that was too late.
func (d *dialogue) hint(dir direction) bool {
	s := &d.streams[dir]
	if d.gone != nil || d.wanted(dir) {
		return true
	}
	switch {
	case s.phase == inRaw && !d.isSocket():
		return d.tap.skipTo(dir, forever, false)
	case s.phase == inRaw && d.sockets[dir].left > fewSkipped:
		return d.tap.skipTo(dir, s.offset+d.sockets[dir].left, false)
	case s.phase == inSized && s.left > fewSkipped:
		return d.tap.skipTo(dir, s.offset+s.left, false)
	case s.phase == inChunk:
		return d.tap.skipTo(dir, s.offset+s.left, true)
	}
	return true
}

// wanted tells whether the body that passes now would be kept.
func (d *dialogue) wanted(dir direction) bool {
	e, b := d.current(dir)
	if e == nil || e.gone {
		return false
	}
	if d.isSocket() {
		return !d.sockets[dir].full()
	}
	return !b.cut && len(b.data) < orDefault(d.r.MaxBody, defaultBody)
}

// current is the request whose bytes pass in one direction, and its body.
func (d *dialogue) current(dir direction) (*entry, *body) {
	switch {
	case dir == up && d.request != nil:
		return d.request, &d.request.request.body
	case len(d.waiting) == 0:
		return nil, nil
	case dir == up:
		return d.waiting[0], &d.waiting[0].request.body
	}
	return d.waiting[0], &d.waiting[0].response.body
}

func (d *dialogue) isSocket() bool {
	return len(d.waiting) > 0 && d.waiting[0].upgraded && d.waiting[0].kind == WebSocket
}
