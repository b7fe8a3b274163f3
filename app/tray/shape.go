package tray

import (
	"fmt"

	"gotunnel/app/localapi"
)

// shape is what the icon looks like. Shapes differ by form and not by colour, so
// that everybody can tell them apart on every panel.
type shape int

const (
	idle    shape = iota // an outline
	sharing              // filled
	watched              // filled, with a dot
	offline              // an outline with a slash
	needed               // an outline with a "!": a person has to do something
)

// shapeOf is the icon for what there is. What needs a person comes first: until
// then nothing else gets better.
func shapeOf(s localapi.Snapshot) shape {
	live, watching, problem := count(s.Shares)
	switch {
	case needsSignIn(s.Server), problem:
		return needed
	case isOffline(s.Server):
		return offline
	case watching > 0:
		return watched
	case live > 0:
		return sharing
	}
	return idle
}

// count sums up shares: how many are live, how many browsers look at them, and
// whether one waits for a person to decide.
func count(shares []localapi.Share) (live, watching int, problem bool) {
	for _, s := range shares {
		switch s.State {
		case localapi.Live:
			live++
			watching += s.Watching
		case localapi.Paused, localapi.Unreachable, localapi.Failed:
			problem = true
		case localapi.Starting, localapi.Waiting, localapi.Reconnecting: // by themselves
		}
	}
	return live, watching, problem
}

func needsSignIn(s localapi.Server) bool {
	return s.State == localapi.Refused || s.State == localapi.NoServer
}

func isOffline(s localapi.Server) bool {
	return s.State == localapi.Offline || s.State == localapi.Unreached
}

// tooltip says in words what the icon says.
func tooltip(s localapi.Snapshot) string {
	_, watching, _ := count(s.Shares)
	switch {
	case needsSignIn(s.Server):
		return "Gotunnel: sign-in needed"
	case isOffline(s.Server):
		return "Gotunnel: offline, reconnecting"
	case len(s.Shares) == 0:
		return "Gotunnel: nothing is shared"
	case watching == 0:
		return "Gotunnel: " + shares(len(s.Shares))
	}
	return fmt.Sprintf("Gotunnel: %s, %d watching", shares(len(s.Shares)), watching)
}

// shares is a number of shares.
func shares(n int) string {
	if n == 1 {
		return "1 share"
	}
	return fmt.Sprintf("%d shares", n)
}

// status is the menu's second line.
func status(s localapi.Snapshot) string {
	live, _, _ := count(s.Shares)
	switch {
	case needsSignIn(s.Server):
		return "Sign-in needed…"
	case isOffline(s.Server):
		return "Offline, reconnecting…"
	case s.Server.State == localapi.Connecting:
		return "Connecting to " + s.Server.Address + "…"
	case live == 0:
		return "Connected to " + s.Server.Address
	}
	return fmt.Sprintf("%s live on %s", shares(live), s.Server.Address)
}
