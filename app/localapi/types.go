package localapi

import (
	"context"
	"errors"
	"time"

	"gotunnel/tunnelcore/inspect"
)

// State is how a share is.
type State string

// The states of a share.
const (
	Live         State = "live"
	Waiting      State = "waiting"      // for its app
	Reconnecting State = "reconnecting" // to the server
	Failed       State = "failed"       // Problem says why, and what to do
)

// Share is one thing that is shared.
type Share struct {
	Name   string `json:"name"`
	URL    string `json:"url"`
	Target string `json:"target"` // as its owner wrote it
	State  State  `json:"state"`
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
	// Kept tells that the share comes back by itself after a restart.
	Kept bool `json:"kept,omitempty"`
	// Problem is a sentence for people, of a share that failed.
	Problem string `json:"problem,omitempty"`
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
}

// Request is one line of the list of requests.
type Request = inspect.Summary

// Detail is all that is known of a request.
type Detail = inspect.Detail

// Edit says what is different when a request is sent again.
type Edit = inspect.Edit

// Owner shares. Its methods may be called at once. Their errors are sentences
// for people; ErrNoShare is for a name that it does not share.
type Owner interface {
	Shares() []Share
	// Recorder is nil for a share whose requests are not recorded.
	Recorder(share string) (*inspect.Recorder, error)
	// Password is what visitors need, and empty if they need none.
	Password(share string) (string, error)
	Change(share string, c Change) error
	// Stop ends a share. It does not wait for its visitors.
	Stop(share string) error
}

// About says what an agent is.
type About struct {
	Server string `json:"server"` // that it shares through
}

// Agent is an Owner that runs in the background.
type Agent interface {
	Owner
	About() About
	// StartShare shares something, and keeps it for the next start. It blocks
	// until there is a link, or ctx ends.
	StartShare(ctx context.Context, want NewShare) (Share, error)
	// Quit ends every share and the program. It does not wait for that.
	Quit()
}

// ErrNoShare says that nothing of that name is shared.
var ErrNoShare = errors.New("nothing of that name is shared")

// Error is what the other side says when it can't do a thing.
type Error struct {
	// Code is a word for programs.
	Code string `json:"code"`
	// Message is a sentence for people.
	Message string `json:"message"`
}

func (e Error) Error() string { return e.Message }

// The codes of errors.
const (
	CodeNoShare   = "no_share"
	CodeNoRequest = "no_request" // it is not kept any more
	CodeInvalid   = "invalid"
	CodeFailed    = "failed"
	CodeVersion   = "version" // the other program is of another age
)
