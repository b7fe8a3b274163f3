package main

import (
	"time"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/inspect"
)

// requestLine is a request as --json prints it; scripts rely on its keys.
type requestLine struct {
	ID       int           `json:"id"`
	Started  time.Time     `json:"started"`
	Method   string        `json:"method"`
	Path     string        `json:"path"`
	Status   int           `json:"status"` // 0 before there is one
	MS       int64         `json:"ms"`
	Up       int64         `json:"up"`
	Down     int64         `json:"down"`
	Kind     inspect.Kind  `json:"kind"`
	State    inspect.State `json:"state"`
	ReplayOf int           `json:"replay_of,omitempty"`
	Note     string        `json:"note,omitempty"`
}

func newRequestLine(r localapi.Request) requestLine {
	return requestLine{
		ID: r.ID, Started: r.Started, Method: r.Method, Path: r.Path, Status: r.Status, MS: r.Took.Milliseconds(),
		Up: r.Up, Down: r.Down, Kind: r.Kind, State: r.State, ReplayOf: r.ReplayOf, Note: r.Note,
	}
}

// detailLine is all of a request.
type detailLine struct {
	requestLine
	SentMS      int64             `json:"sent_ms"`       // when the request was complete
	FirstByteMS int64             `json:"first_byte_ms"` // when the answer began
	Request     messageLine       `json:"request"`
	Response    messageLine       `json:"response"`
	Interim     []inspect.Interim `json:"interim,omitempty"`
	Frames      []inspect.Frame   `json:"frames,omitempty"`
	FrameCount  int               `json:"frame_count,omitempty"`
	Revealed    bool              `json:"revealed"`
}

type messageLine struct {
	Proto   string          `json:"proto,omitempty"`
	Header  []inspect.Field `json:"header,omitempty"`
	Trailer []inspect.Field `json:"trailer,omitempty"`
	Body    bodyLine        `json:"body"`
}

// bodyLine has a body as text, or else in base64.
type bodyLine struct {
	Size      int64  `json:"size"`
	Text      string `json:"text,omitempty"`
	Base64    []byte `json:"base64,omitempty"`
	Truncated bool   `json:"truncated,omitempty"`
	Dropped   bool   `json:"dropped,omitempty"`
	Encoding  string `json:"encoding,omitempty"`
}

func newDetailLine(d localapi.Detail) detailLine {
	return detailLine{
		requestLine: newRequestLine(d.Summary),
		SentMS:      d.Sent.Milliseconds(), FirstByteMS: d.FirstByte.Milliseconds(),
		Request: newMessageLine(d.Request), Response: newMessageLine(d.Response),
		Interim: d.Interim, Frames: d.Frames, FrameCount: d.FrameCount, Revealed: d.Revealed,
	}
}

func newMessageLine(m inspect.Message) messageLine {
	b := bodyLine{Size: m.Body.Size, Truncated: m.Body.Truncated, Dropped: m.Body.Dropped, Encoding: m.Body.Encoding}
	if isText(m.Body.Data) {
		b.Text = string(m.Body.Data)
	} else {
		b.Base64 = m.Body.Data
	}
	return messageLine{Proto: m.Proto, Header: m.Header, Trailer: m.Trailer, Body: b}
}
