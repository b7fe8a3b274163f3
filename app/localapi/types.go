package localapi

import (
	"time"

	"gotunnel/tunnelcore/inspect"
)

// State is how a share is.
type State string

// The states of a share.
const (
	Starting     State = "starting" // there is no link yet, or nobody saw yet that it works
	Live         State = "live"
	Waiting      State = "waiting"      // for its app
	Paused       State = "paused"       // another app has its port; Problem names it
	Reconnecting State = "reconnecting" // to the server
	Unreachable  State = "unreachable"  // there is a link, but it can't be opened; Problem says what is in the way
	Failed       State = "failed"       // Problem says why, and what to do
)

// Share is one thing that is shared.
type Share struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Target string `json:"target"` // where the app is; of a folder, its path
	// Folder tells that a folder is shared.
	Folder bool `json:"folder,omitempty"`
	// App is what people know the app by, like "checkout · Vite"; it may be empty.
	App string `json:"app,omitempty"`
	// Icon is what Agent.Icon gives the app's icon for; it may be empty.
	Icon  string `json:"icon,omitempty"`
	State State  `json:"state"`
	// Since is when the link was there first.
	Since time.Time `json:"since"`
	// Web tells that requests are looked at, so that there can be a password,
	// an end, and who is watching. The bytes of other shares pass untouched.
	Web bool `json:"web"`
	// Inspected tells that requests are recorded.
	Inspected bool `json:"inspected"`
	// Protected tells that visitors need a password.
	Protected bool `json:"protected"`
	// Until is when it ends by itself; zero: it does not.
	Until time.Time `json:"until,omitzero"`
	// Watching is how many browsers were here within the last 30 minutes.
	Watching int `json:"watching"`
	// LastVisit is zero if nobody came yet.
	LastVisit time.Time `json:"lastVisit,omitzero"`
	// Visitors are those who were here last, the newest first, at most 10.
	Visitors []Visitor `json:"visitors,omitempty"`
	// Profile is where the app thinks it is: "localhost" or "public".
	Profile string `json:"profile,omitempty"`
	// Kept tells that the share comes back by itself after a restart.
	Kept bool `json:"kept,omitempty"`
	// Background tells that an agent shares it, and not a terminal.
	Background bool `json:"background,omitempty"`
	// Note is a sentence on what happened to it that needs nobody, like a move to
	// another port; it may be empty.
	Note string `json:"note,omitempty"`
	// Problem is what is in its way, for Paused, Unreachable and Failed.
	Problem *Error `json:"problem,omitempty"`
}

// Visitor is a browser that looks at a share. Who it is, or where, is not known.
type Visitor struct {
	// Browser is like "Safari on a phone".
	Browser string    `json:"browser"`
	Path    string    `json:"path"` // of the page it asked for last
	Seen    time.Time `json:"seen"` // when
	Here    bool      `json:"here"` // it has something open now
}

// NewShare is what somebody wants shared. Paths are absolute.
type NewShare struct {
	// Target is an app as a person writes it: "3000", "https://localhost:8443".
	// Empty for a folder.
	Target string `json:"target,omitempty"`
	// Folder is the path of a folder, or of a page in one.
	Folder string `json:"folder,omitempty"`
	// Kind is a wire.Kind; empty means HTTP.
	Kind string `json:"kind,omitempty"`
	// Name that is wanted; empty: the server makes one.
	Name string `json:"name,omitempty"`
	// Port that is wanted, of a TCP share; 0: any.
	Port      int    `json:"port,omitempty"`
	Wait      bool   `json:"wait,omitempty"`
	Raw       bool   `json:"raw,omitempty"`
	NoInspect bool   `json:"noInspect,omitempty"`
	Move      bool   `json:"move,omitempty"`
	Policy    Policy `json:"policy"`
	// Anyway shares what is risky; without it that is refused with CodeRisky.
	Anyway bool `json:"anyway,omitempty"`
	// Once leaves it out after a restart.
	Once bool `json:"once,omitempty"`
}

// Policy is what visitors may do.
type Policy struct {
	Profile string `json:"profile,omitempty"` // "localhost" or "public"
	// Password is what visitors need; empty: none.
	Password string    `json:"password,omitempty"`
	Until    time.Time `json:"until,omitzero"`
	// Allow are blocks of addresses, "203.0.113.0/24".
	Allow    []string          `json:"allow,omitempty"`
	Headers  map[string]string `json:"headers,omitempty"`
	NoIndex  bool              `json:"noIndex,omitempty"`
	Requests int               `json:"requests,omitempty"` // of each visitor, a minute
	Bytes    int64             `json:"bytes,omitempty"`    // of all visitors, a second
}

// Change says what is to be different; nil leaves a thing as it is.
type Change struct {
	// Until is when the share is to end by itself; the zero time: never.
	Until *time.Time `json:"until,omitempty"`
	// Password is what visitors are to need; empty: none. A change signs every
	// visitor out.
	Password *string `json:"password,omitempty"`
	// Name is another name for the link. The old link ends when there is the new
	// one.
	Name *string `json:"name,omitempty"`
	// Move takes the name over from another computer of the same account.
	Move bool `json:"move,omitempty"`
	// Profile is where the app is to think it is.
	Profile *string `json:"profile,omitempty"`
	// Target is another app to show at the link.
	Target *string `json:"target,omitempty"`
	// Kept says whether it is to come back after a restart.
	Kept *bool `json:"kept,omitempty"`
}

// Request is one line of the list of requests.
type Request = inspect.Summary

// Detail is all that is known of a request.
type Detail = inspect.Detail

// Edit says what is different when a request is sent again.
type Edit = inspect.Edit
