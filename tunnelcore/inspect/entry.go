package inspect

import "time"

// entryCost is what an entry takes beside heads, bodies and frames, roughly,
// in bytes.
const entryCost = 1 << 10

// entry is one recorded request. The recorder's mutex guards it.
type entry struct {
	id       int
	replayOf int
	dial     dialFunc // where it went, for a replay

	// began to ended are when its first byte passed, its last, the answer's
	// first and the end.
	began, sent, first, ended time.Time
	kind                      Kind
	state                     State
	note                      string

	request, response    message
	interim              []Interim
	frames               []Frame
	frameCount           int
	frameSize            int   // bytes that frames keep
	framesUp, framesDown int64 // bytes of frames
	asked, answered      bool  // the message is complete
	kept                 int   // bytes charged to the recorder
	gone                 bool  // dropped from the list
	shared               bool  // its bodies were handed out, so their memory is not used again
	told                 time.Time
	shownTarget          string // without secrets
	upgraded             bool
}

type message struct {
	head
	trailer  []Field
	headSize int64
	body     body
}

// body is what is kept of a body.
type body struct {
	data    []byte
	size    int64 // bytes that passed
	expect  int64 // bytes announced, 0 when unknown
	cut     bool  // something is missing: nothing may be added
	dropped bool
}

func (e *entry) summary() Summary {
	s := Summary{
		ID: e.id, Started: e.began, Method: e.request.method, Path: e.shownTarget,
		Status: e.response.status, Took: e.ended.Sub(e.began), Kind: e.kind,
		State: e.state, ReplayOf: e.replayOf, Note: e.note,
		Up:   e.request.headSize + e.request.body.size + e.framesUp,
		Down: e.response.headSize + e.response.body.size + e.framesDown,
	}
	if e.state == Running {
		s.Took = time.Since(e.began)
	}
	return s
}
