package inspect

import "time"

// Kind is what a request turned out to be.
type Kind string

// The kinds of requests.
const (
	HTTP      Kind = "http"
	WebSocket Kind = "websocket"
	// SSE is a stream of server-sent events.
	SSE Kind = "sse"
)

// State is how far a request has come.
type State string

// The states of a request.
const (
	Running State = "running"
	Done    State = "done"
	// Failed is a request without a complete answer, or without a complete
	// record; the note says which.
	Failed State = "failed"
)

// Summary is one line of the list. It never holds secrets.
type Summary struct {
	// ID counts from 1 within one Recorder.
	ID      int       `json:"id"`
	Started time.Time `json:"started"`
	Method  string    `json:"method"`
	// Path is the request's target with its query.
	Path string `json:"path"`
	// Status is 0 until the app answers.
	Status int `json:"status"`
	// Took is the time from the request's first byte to the answer's last, or
	// until now.
	Took time.Duration `json:"took"`
	// Up and Down are bytes to and from the app: heads and bodies, or frames,
	// without what chunks add.
	Up    int64 `json:"up"`
	Down  int64 `json:"down"`
	Kind  Kind  `json:"kind"`
	State State `json:"state"`
	// ReplayOf is the ID of the request that this one repeats, or 0.
	ReplayOf int `json:"replayOf,omitempty"`
	// Note is a sentence for people when something is out of the ordinary.
	Note string `json:"note,omitempty"`
}

// Detail is all that is known of a request. It is a copy, except that bodies
// are shared and must not be changed.
type Detail struct {
	Summary
	Request  Message `json:"request"`
	Response Message `json:"response"`
	// Interim are the 1xx answers before the real one, at most 16.
	Interim []Interim `json:"interim,omitempty"`
	// Frames are the last 500 of a WebSocket, in order; FrameCount is how many
	// there were.
	Frames     []Frame `json:"frames,omitempty"`
	FrameCount int     `json:"frameCount,omitempty"`
	// Sent and FirstByte are when, after Started, the request was complete and
	// the answer began. Zero: not yet.
	Sent      time.Duration `json:"sent,omitempty"`
	FirstByte time.Duration `json:"firstByte,omitempty"`
	// Revealed says that secrets are not hidden here.
	Revealed bool `json:"revealed,omitempty"`
}

// Message is a request or an answer.
type Message struct {
	// Proto is such as "HTTP/1.1".
	Proto string `json:"proto,omitempty"`
	// Reason is the text after an answer's status code.
	Reason string `json:"reason,omitempty"`
	// Header and Trailer are in the order and spelling in which they were sent.
	Header  []Field `json:"header,omitempty"`
	Trailer []Field `json:"trailer,omitempty"`
	// HeadSize is bytes, with the empty line.
	HeadSize int64 `json:"headSize"`
	Body     Body  `json:"body"`
}

// Interim is a 1xx answer.
type Interim struct {
	Status int     `json:"status"`
	Header []Field `json:"header,omitempty"`
}

// Field is one line of a header.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Body is what is kept of a body.
type Body struct {
	// Data is for showing: content encodings are undone, secrets hidden unless
	// revealed. It is nil where Encoding is left.
	Data []byte `json:"data,omitempty"`
	// Raw is the body as it was sent, only without chunks. Nil unless revealed.
	Raw []byte `json:"-"`
	// Size is the bytes that were sent, of which Data may be only a part.
	Size int64 `json:"size"`
	// Truncated: the end is missing, because the body is longer than what is
	// kept, or did not come in full, or was not seen in full.
	Truncated bool `json:"truncated,omitempty"`
	// Dropped: the body was kept and made room for newer ones.
	Dropped bool `json:"dropped,omitempty"`
	// Encoding is a content encoding that is not known here, such as "br".
	Encoding string `json:"encoding,omitempty"`
}

// Frame is one WebSocket frame.
type Frame struct {
	At time.Time `json:"at"`
	// Up: sent to the app.
	Up     bool `json:"up"`
	Opcode int  `json:"opcode"`
	Final  bool `json:"final"`
	// Length is the payload's bytes on the wire.
	Length int64 `json:"length"`
	// Text is the payload of text, the code and reason of a close. At most
	// 4 KiB are kept. A compressed message's text is in its last frame.
	Text       string `json:"text,omitempty"`
	Truncated  bool   `json:"truncated,omitempty"`
	Compressed bool   `json:"compressed,omitempty"`
}
