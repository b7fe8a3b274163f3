package sharing

import (
	"context"
	"net/netip"
	"time"

	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
	"gotunnel/tunnelcore/gateway/password"
	"gotunnel/tunnelcore/upstream"
	"gotunnel/tunnelcore/wire"
)

// Spec says what is to be shared, and how.
type Spec struct {
	// Target is an app; nil for a folder.
	Target *upstream.Target
	// Folder is the path of a folder, or of a page in one.
	Folder string
	// Tunnel is the link that is wanted.
	Tunnel tunnelcore.TunnelConfig
	// Wait shares an app that is not there yet.
	Wait bool
	// Raw passes bytes untouched, so that Policy does not count.
	Raw bool
	// NoInspect keeps no requests.
	NoInspect bool
	// Guard is asked before every private connection; after an error there is none,
	// as if the app was not there. Nil: nobody is asked. It has to answer in about
	// a millisecond, and is asked by many goroutines at once.
	Guard  func(ctx context.Context) error
	Policy Policy
}

// Policy is what visitors of an HTTP share may do, and what the app is told. The
// zero value lets everybody do everything.
type Policy struct {
	Profile gateway.Profile
	// Password is what visitors need; empty: none.
	Password string
	// Hash stands for a password that is not known any more, if Password is empty.
	Hash password.Hash
	// Until is when the share ends by itself; zero: it does not.
	Until time.Time
	// Allow lets only visitors from these addresses in; none: all.
	Allow []netip.Prefix
	// Headers are set in every answer; an empty value takes the app's away.
	Headers map[string]string
	// NoIndex asks search engines not to list the share.
	NoIndex bool
	// Requests is how many each visitor may make a minute; 0: any number.
	Requests int
	// Bytes is how many all visitors together may get a second; 0: any number.
	Bytes int64
}

// String is what is shared, as a person wrote it.
func (s Spec) String() string {
	if s.Target == nil {
		return s.Folder
	}
	return s.Target.String()
}

// Place is what to call it when speaking to a person.
func (s Spec) Place() string {
	if s.Target == nil {
		return s.Folder
	}
	return s.Target.Place()
}

// untouched tells that nobody looks at the bytes.
func (s Spec) untouched() bool { return s.Tunnel.Kind != wire.HTTP || s.Raw }
