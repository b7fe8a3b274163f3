package inspect

import "strings"

// asking is a dialogue as the sink of its requests.
type asking dialogue

func (a *asking) head(raw []byte) (framing, error) {
	d := (*dialogue)(a)
	h, err := parseRequest(string(raw))
	if err != nil {
		return framing{}, err
	}
	f, err := h.framing()
	if err != nil {
		return framing{}, err
	}
	if len(d.waiting) >= maxWaiting {
		return framing{}, errBehind
	}
	e := &entry{
		dial: d.dial, began: d.now, kind: HTTP, state: Running,
		request:     message{head: h, headSize: int64(len(raw))},
		shownTarget: hideQuery(h.target),
	}
	e.request.body.expect = f.length
	d.open(e)
	return f, nil
}

// open adds e to the list and to what waits for an answer.
func (d *dialogue) open(e *entry) {
	if d.replay != nil {
		e.replayOf = d.replay.of
	}
	d.r.addLocked(e)
	d.r.chargeLocked(e, entryCost+e.request.cost())
	d.request = e
	d.waiting = append(d.waiting, e)
	d.r.tellLocked(e, d.now)
	if d.replay != nil {
		d.replay.recorded(e.id)
	}
}

func (a *asking) body(p []byte) {
	d := (*dialogue)(a)
	e, b := d.current(up)
	switch {
	case e == nil:
	case d.request == nil: // after an upgrade
		d.raw(e, b, up, p)
	default:
		e.sent = d.now
		d.r.keepLocked(e, b, p)
	}
}

func (a *asking) gap(n int64) {
	d := (*dialogue)(a)
	d.pass(up, n)
}

func (a *asking) end(trailer []Field) {
	d := (*dialogue)(a)
	e := d.request
	d.request = nil
	e.asked, e.sent = true, d.now
	e.request.trailer = trailer
	d.r.chargeLocked(e, cost(trailer))
	switch {
	case e.answered:
		d.finish(e, Done, nil)
	case e.response.status != 0: // so nothing but HTTP follows
	case e.request.method == "CONNECT" || hasToken(e.request.header, "Connection", "upgrade"):
		d.streams[up].phase = inHold // until the answer
	}
}

// answering is a dialogue as the sink of its answers.
type answering dialogue

func (a *answering) head(raw []byte) (framing, error) {
	d := (*dialogue)(a)
	if len(d.waiting) == 0 {
		return framing{}, errNotHTTP // nobody asked
	}
	e := d.waiting[0]
	h, err := parseAnswer(string(raw))
	if err != nil {
		return framing{}, err
	}
	if e.first.IsZero() {
		e.first = d.now
	}
	upgrade := h.status == 101 || e.request.method == "CONNECT" && h.status/100 == 2
	f, err := h.answerFraming(e.request.method)
	if err != nil {
		return f, err
	}
	if f.follows == another && !upgrade {
		d.addInterim(e, h)
		return f, nil
	}
	e.response.head, e.response.headSize = h, int64(len(raw))
	e.response.body.expect = f.length
	d.r.chargeLocked(e, h.cost())
	d.answered(e, upgrade)
	if upgrade {
		return framing{follows: untilClose}, nil
	}
	return f, nil
}

// maxInterim is how many 1xx answers to a request are kept.
const maxInterim = 16

func (d *dialogue) addInterim(e *entry, h head) {
	if len(e.interim) < maxInterim {
		e.interim = append(e.interim, Interim{Status: h.status, Header: h.header})
		d.r.chargeLocked(e, h.cost())
	}
}

// answered is told of the head of the answer to e.
func (d *dialogue) answered(e *entry, upgrade bool) {
	contentType := strings.ToLower(get(e.response.header, "Content-Type"))
	switch {
	case upgrade:
		d.upgrade(e)
	case strings.HasPrefix(contentType, "text/event-stream"):
		e.kind = SSE
	}
	if !upgrade && e == d.waiting[len(d.waiting)-1] { // which is the one that held
		d.release()
	}
	d.r.tellLocked(e, d.now)
}

// upgrade makes both directions raw.
func (d *dialogue) upgrade(e *entry) {
	e.upgraded = true
	if strings.EqualFold(get(e.response.header, "Upgrade"), "websocket") {
		e.kind = WebSocket
		d.openSocket(e)
	}
	d.request = nil
	held := d.streams[up].line
	d.streams[up].phase, d.streams[up].line = inRaw, nil
	if len(held) > 0 {
		(*asking)(d).body(held)
	}
}

// release goes on with what was held back for an upgrade that did not come.
func (d *dialogue) release() {
	s := &d.streams[up]
	if s.phase != inHold {
		return
	}
	held := s.line
	s.phase, s.line = inHead, nil
	s.offset -= int64(len(held))
	if err := s.feed(held); err != nil {
		d.lose(err)
	}
}

func (a *answering) body(p []byte) {
	d := (*dialogue)(a)
	e, b := d.current(down)
	switch {
	case e == nil:
	case e.upgraded:
		d.raw(e, b, down, p)
	default:
		d.r.keepLocked(e, b, p)
		d.r.tellProgressLocked(e, d.now)
	}
}

func (a *answering) gap(n int64) {
	d := (*dialogue)(a)
	d.pass(down, n)
}

func (a *answering) end(trailer []Field) {
	d := (*dialogue)(a)
	if len(d.waiting) == 0 {
		return
	}
	e := d.waiting[0]
	e.response.trailer = trailer
	d.r.chargeLocked(e, cost(trailer))
	d.waiting = append(d.waiting[:0], d.waiting[1:]...)
	e.answered = true
	if e.asked {
		d.finish(e, Done, nil)
	}
}

// pass counts n bytes of a body that nobody saw.
func (d *dialogue) pass(dir direction, n int64) {
	e, b := d.current(dir)
	if e == nil {
		return
	}
	if e.upgraded {
		d.passRaw(e, b, dir, n)
		return
	}
	b.size += n
	b.cut = true
}
