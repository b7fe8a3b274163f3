package main

import "time"

// event is one thing that happened. Its fields are the keys that --json
// prints after "event", in this order; scripts rely on them.
type event interface {
	// event is the value of the key "event".
	event() string
}

// connectingEvent: the first connection to the server is being made.
type connectingEvent struct {
	Server string `json:"server"`
}

// link is a share as both of the next events show it.
type link struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Target string `json:"target"`
	// Password is one that was made up; a person who gave one knows it.
	Password string `json:"password,omitempty"`
	place    string // what to call the target when speaking to a person
	ends     string // "Until 18:00", or ""
}

// liveEvent: the link works. It comes again after the connection to the server
// was lost, and after the app was away.
type liveEvent link

// waitingEvent: the link is there, the app is not.
type waitingEvent link

// detachedEvent: the link is there, in the background.
type detachedEvent link

// reconnectingEvent: the connection to the server was lost.
type reconnectingEvent struct {
	Error   string `json:"error"`
	RetryMS int64  `json:"retry_in_ms"`
	retryAt time.Time
}

// visitorEvent: a visitor's connection is over.
type visitorEvent struct {
	Visitor string `json:"visitor"` // ip:port
	Name    string `json:"name"`
	Up      int64  `json:"up"`   // bytes to the app
	Down    int64  `json:"down"` // bytes from the app
	MS      int64  `json:"ms"`
	Error   string `json:"error,omitempty"` // "app_away": nobody was there
	began   time.Time
}

// hintEvent: the app does something that only the one who shares can mend.
type hintEvent struct {
	Name   string `json:"name"`
	Hint   string `json:"hint"`             // a gateway.HintKind
	Origin string `json:"origin,omitempty"` // the address it is about
}

// changedEvent: somebody changed the share while it runs.
type changedEvent struct {
	Name      string    `json:"name"`
	Until     time.Time `json:"until,omitzero"`
	Protected bool      `json:"protected"` // visitors need a password
}

// watchingEvent: another number of browsers is watching.
type watchingEvent struct {
	Name     string `json:"name"`
	Watching int    `json:"watching"`
}

// endedEvent: the link no longer works.
type endedEvent struct {
	Name string `json:"name"`
}

// errorEvent: something failed; stderr has the message too.
type errorEvent struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func (connectingEvent) event() string   { return "connecting" }
func (liveEvent) event() string         { return "live" }
func (waitingEvent) event() string      { return "waiting" }
func (detachedEvent) event() string     { return "detached" }
func (reconnectingEvent) event() string { return "reconnecting" }
func (visitorEvent) event() string      { return "visitor" }
func (hintEvent) event() string         { return "hint" }
func (changedEvent) event() string      { return "changed" }
func (watchingEvent) event() string     { return "watching" }
func (endedEvent) event() string        { return "ended" }
func (errorEvent) event() string        { return "error" }
