package localapi

import (
	"context"
	"errors"
	"iter"

	"gotunnel/tunnelcore/inspect"
)

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

// Agent is an Owner that runs in the background.
type Agent interface {
	Owner
	About() About
	// State is all that there is to show, now and whenever it changed, until ctx
	// ends. Changes that come fast are told together.
	State(ctx context.Context, list bool) iter.Seq[Snapshot]
	// StartShare shares something, and keeps it for the next start. It blocks
	// until there is a link that works, or ctx ends.
	StartShare(ctx context.Context, want NewShare) (Share, error)
	// Elsewhere is the way to another program that shares something of that name;
	// nil if none does.
	Elsewhere(share string) *Client
	// Undo shares again what Stop ended within the last minute.
	Undo(ctx context.Context, share string) (Share, error)
	// Icon is an app's icon; nil if it is not known any more.
	Icon(id string) *Icon
	// FolderInfo says what sharing a folder, or a page in one, would show.
	FolderInfo(path string) FolderInfo

	// CheckName says whether a link could have that name.
	CheckName(ctx context.Context, name string) (NameCheck, error)
	// Names are those that the server keeps for this computer.
	Names() []HeldName
	// Release gives a name back that is not in use.
	Release(ctx context.Context, name string) error

	// Login signs in to a server, and shares through it from then on.
	Login(ctx context.Context, l Login) error
	// Logout forgets the sign-in; what is shared ends and is kept.
	Logout(ctx context.Context) error
	// UseServer shares through a server to which this computer is signed in.
	UseServer(ctx context.Context, server, pin string) error
	// TryHere starts a server on this computer and shares through it.
	TryHere(ctx context.Context) error
	// Retry has the server tried at once.
	Retry()

	ChangeSettings(c SettingsChange) error
	// Dismiss says that the person knows of the damage that Snapshot.Problem tells of.
	Dismiss()
	// Diagnostics is a report without secrets, for who is asked for help.
	Diagnostics() string
	// Log is what happened lately, a line at a time, and with follow what happens
	// until ctx ends.
	Log(ctx context.Context, follow bool) iter.Seq[string]

	// Window is told of every view that the window is to show, until ctx ends; it
	// says that there is one. Only one is at a time: otherwise it is refused with
	// CodeWindow, after the other one was told to show itself.
	Window(ctx context.Context) (iter.Seq[View], error)
	// Show has the window show something; false if there is none. It waits until that
	// is told, two seconds at most.
	Show(v View) bool

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
	// Suggestions are names that are free, for a name that is not.
	Suggestions []string `json:"suggestions,omitempty"`
	// Device is the computer that has the name, for one of the same account.
	Device string `json:"device,omitempty"`
	// Target is the app that took the port, for a share that is paused.
	Target string `json:"target,omitempty"`
	// App is what people know that app by.
	App string `json:"app,omitempty"`
}

func (e Error) Error() string { return e.Message }

// The codes of errors; others are those of package wire.
const (
	CodeNoShare   = "no_share"
	CodeNoRequest = "no_request" // it is not kept any more
	CodeInvalid   = "invalid"
	CodeFailed    = "failed"
	CodeVersion   = "version"   // the other program is of another age
	CodeRisky     = "risky"     // NewShare.Anyway shares it all the same
	CodeTaken     = "port"      // another app has the share's port
	CodeNoServer  = "no_server" // none is set up
	CodeAppAway   = "app_away"  // NewShare.Wait shares it all the same
	CodeFolder    = "folder"    // it can't be shared
	CodeLocked    = "keyring_locked"
	CodeNoKeyring = "keyring_none" // Login.Keep says where to keep the sign-in instead
	CodeWindow    = "window"       // there is one already
	CodeDamaged   = "damaged"      // a file can't be read; it is kept under another name
	CodeNotSaved  = "not_saved"    // what is shared can't be written down
)

// The codes of what is in the way of an Unreachable share: the hop that failed.
const (
	CodeOffline     = "offline"     // this computer has no network
	CodeDNS         = "dns"         // this computer's DNS does not know the link
	CodeServer      = "server"      // nobody answers, or not with the share
	CodeCertificate = "certificate" // browsers don't trust it
)
