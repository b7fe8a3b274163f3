package localapi

import "time"

// Snapshot is all that a window or a menu shows, at one moment.
type Snapshot struct {
	Server   Server   `json:"server"`
	Shares   []Share  `json:"shares"`
	Apps     []App    `json:"apps"` // that could be shared, or are, by port
	Settings Settings `json:"settings"`
	// Problem is what went wrong with what is kept on this computer: CodeDamaged,
	// until Agent.Dismiss, or CodeNotSaved, for as long as it is so. Nil: nothing.
	Problem *Error `json:"problem,omitempty"`
}

// Server is the one that is shared through.
type Server struct {
	Address string      `json:"address"` // like "share.acme.dev"; empty with NoServer
	State   ServerState `json:"state"`
	Since   time.Time   `json:"since"` // when it came to be in this state
	// RetryAt is when it is tried next, with Offline and Unreached.
	RetryAt time.Time `json:"retryAt,omitzero"`
	// Problem says why there is no connection.
	Problem *Error `json:"problem,omitempty"`
	Account string `json:"account,omitempty"` // empty on a server that is open to all
	Domain  string `json:"domain,omitempty"`  // that names live under; known once connected
	// Here tells that it is one on this computer, to try Gotunnel.
	Here bool `json:"here,omitempty"`
}

// ServerState is how the connection to the server is.
type ServerState string

// The states of the connection to the server.
const (
	NoServer   ServerState = "none" // none was set up yet
	Connecting ServerState = "connecting"
	Connected  ServerState = "connected"
	Unreached  ServerState = "unreached" // tried for ever, at RetryAt next
	Offline    ServerState = "offline"   // the same, and this computer has no network
	Refused    ServerState = "refused"   // it needs a person: Problem says what for
)

// App is something that listens on this computer.
type App struct {
	Port      int    `json:"port"`
	Target    string `json:"target"`              // for NewShare
	Name      string `json:"name"`                // like "checkout"; empty if unknown
	Framework string `json:"framework,omitempty"` // like "Vite"
	Title     string `json:"title,omitempty"`     // of its page, if somebody asked for it
	Icon      string `json:"icon,omitempty"`      // for Agent.Icon
	// Hidden is why a list leaves it out; empty for what it shows.
	Hidden string `json:"hidden,omitempty"`
	// Risk is a sentence that warns of sharing it.
	Risk string `json:"risk,omitempty"`
	// Share is the share that shows it; empty if none does.
	Share string `json:"share,omitempty"`
}

// Icon is an app's own.
type Icon struct {
	Type string `json:"type"` // like "image/svg+xml"
	Data []byte `json:"data"`
}

// FolderInfo is what sharing a folder would show.
type FolderInfo struct {
	Path  string `json:"path"`           // of the folder, also if a page was chosen
	Files int    `json:"files"`          // how many can be opened
	Page  string `json:"page,omitempty"` // the page that was chosen in it
	// Refused is a sentence on why it can't be shared.
	Refused string `json:"refused,omitempty"`
}

// NameCheck says whether a link could have a name.
type NameCheck struct {
	Name string `json:"name"`
	Free bool   `json:"free"`
	// Problem is why it is not, with what could be done.
	Problem *Error `json:"problem,omitempty"`
}

// HeldName is a name that the server keeps for this computer.
type HeldName struct {
	Name  string    `json:"name"`
	Live  bool      `json:"live"`  // it is shared now
	Until time.Time `json:"until"` // how long it is kept; zero while live
}

// Login is how somebody signs in: with an invite, or with a server and a token.
type Login struct {
	Invite string `json:"invite,omitempty"` // the link, or its code
	Server string `json:"server,omitempty"`
	Pin    string `json:"pin,omitempty"`
	Token  string `json:"token,omitempty"`
	// Keep is where the sign-in is kept.
	Keep Keep `json:"keep,omitempty"`
}

// Keep is where a sign-in is kept.
type Keep string

// Where a sign-in may be kept.
const (
	InKeyring Keep = ""       // the system's password store
	InFile    Keep = "file"   // a file that only its person can read
	UntilQuit Keep = "memory" // nowhere: it is gone when the agent ends
)

// Settings are what a person chose.
type Settings struct {
	Appearance    string `json:"appearance"` // "system", "light" or "dark"
	Language      string `json:"language"`   // like "en"; empty: the system's
	Notifications bool   `json:"notifications"`
	// Inspect keeps the last requests of new shares.
	Inspect bool `json:"inspect"`
	// AtSignIn is an autostart.Status: "on", "off", "refused", "unsupported".
	AtSignIn string `json:"atSignIn"`
	// AskedAtSignIn tells that the person was asked about that.
	AskedAtSignIn bool `json:"askedAtSignIn"`
	// AskedPublic tells that the person knows that anyone may open a link.
	AskedPublic bool `json:"askedPublic"`
	// Device is what this computer is called.
	Device string `json:"device"`
	// Version is the agent's.
	Version string `json:"version"`
}

// SettingsChange says what is to be different; nil leaves a thing as it is.
type SettingsChange struct {
	Appearance    *string `json:"appearance,omitempty"`
	Language      *string `json:"language,omitempty"`
	Notifications *bool   `json:"notifications,omitempty"`
	Inspect       *bool   `json:"inspect,omitempty"`
	AtSignIn      *bool   `json:"atSignIn,omitempty"`
	AskedAtSignIn *bool   `json:"askedAtSignIn,omitempty"`
	AskedPublic   *bool   `json:"askedPublic,omitempty"`
}

// View is something that the window can show.
type View struct {
	// Name is "home", "share", "settings", "folder", "port", "qr" or "quit".
	Name string `json:"name"`
	// Share is what "share" and "qr" are about.
	Share string `json:"share,omitempty"`
	// Invite is one that was opened as a link.
	Invite string `json:"invite,omitempty"`
}

// About says what an agent is.
type About struct {
	Server  string `json:"server"` // that it shares through; empty if there is none
	Version string `json:"version"`
	PID     int    `json:"pid"`
}
