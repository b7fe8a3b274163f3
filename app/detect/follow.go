package detect

import (
	"cmp"
	"fmt"
	"slices"
)

// Identity is how a shared app is known again: by the folder it runs in and the
// command that was given there, not by its process or its port.
type Identity struct {
	Name      string `json:"name"` // for people: "shop"
	Folder    string `json:"folder,omitempty"`
	Command   string `json:"command,omitempty"` // without options, versions and ports: "node vite"
	Container string `json:"container,omitempty"`
	Port      int    `json:"port"` // where it was last

	// Others are further ports of the same folder and command, of which the
	// person did not choose to share any: the app never moves there.
	Others []int `json:"others,omitempty"`
}

// Identify returns the identity of an app among those of the same scan. Keep it
// with the share, and make it anew as often as Follow finds the app.
func Identify(a App, among []App) Identity {
	id := Identity{
		Name: cmp.Or(a.Project, a.Process, fmt.Sprintf("Port %d", a.Port)), Folder: a.Folder, Command: a.shape, Container: a.Container, Port: a.Port,
	}
	for _, other := range among {
		if other.Port != a.Port && id.is(other) {
			id.Others = append(id.Others, other.Port)
		}
	}
	return id
}

// State is what became of a shared app.
type State string

// The states.
const (
	Same  State = "same"  // it is where it was
	Moved State = "moved" // it is at another port
	Taken State = "taken" // another app has its port, and must not be shown
	Gone  State = "gone"  // nothing listens there
)

// Follow looks for a shared app in the newest scan. It returns the app; for
// Taken the one that has its port; for Gone the zero App. Dial what it returns
// by its Address: another program may have the same port at another address.
//
// What has become hidden or risky at another port is never taken for the app.
func Follow(id Identity, newest []App) (App, State) {
	var moved, stranger *App
	for i := range newest {
		a := &newest[i]
		switch {
		case a.Port == id.Port && id.is(*a):
			return *a, Same
		case a.Port == id.Port && stranger == nil:
			stranger = a
		case a.Port != id.Port && id.is(*a) && a.Hidden == "" && !slices.Contains(id.Others, a.Port) && closer(a, moved, id.Port):
			moved = a
		}
	}
	switch {
	case moved != nil:
		return *moved, Moved
	case stranger != nil:
		return *stranger, Taken
	}
	return App{}, Gone
}

// is reports whether an app is the one of this identity, at whatever port. Of a
// program that the system tells nothing of, the port is all there is to know.
func (id Identity) is(a App) bool {
	if id.Folder == "" && id.Container == "" && a.Port != id.Port {
		return false
	}
	return a.Folder == id.Folder && a.shape == id.Command && a.Container == id.Container
}

// closer prefers the port next to the old one, where servers go on to look.
func closer(a, than *App, port int) bool {
	return than == nil || distance(a.Port, port) < distance(than.Port, port)
}

func distance(a, b int) int { return max(a-b, b-a) }

// Sentence is what people are told of it; nothing for an app that is where it
// was.
func (id Identity) Sentence(found App, state State) string {
	switch state {
	case Moved:
		return fmt.Sprintf("%s restarted on port %d. Your link still works.", id.Name, found.Port)
	case Taken:
		return fmt.Sprintf("Port %d now belongs to %s, not '%s'. Sharing is paused so nothing else is shown by accident.",
			id.Port, stranger(found, id.Name), id.Name)
	case Gone:
		return fmt.Sprintf("Waiting for port %d. The link goes live as soon as your app starts.", id.Port)
	case Same:
	}
	return ""
}

// stranger names another app so that it differs from the one of this name.
func stranger(a App, than string) string {
	name := cmp.Or(a.Project, a.Process)
	if name == than {
		name = a.Name()
	}
	if name == "" {
		return "another app"
	}
	return "'" + name + "'"
}
