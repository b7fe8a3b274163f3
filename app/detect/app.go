package detect

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
)

// App is one program that listens at one port of this computer, however many
// sockets and workers it has for that.
type App struct {
	Port  int
	Addrs []netip.Addr // where it listens, sorted; 0.0.0.0 and :: are all of this computer

	PID     int       // 0 if the system doesn't tell, as for other people's programs
	Started time.Time // when that process began; zero if unknown
	Process string    // like "node"; empty if unknown
	Command []string  // its command line. It may hold secrets: to be shown to its owner, never logged.
	Folder  string    // its working directory; empty if unknown

	Project   string // like "checkout"; a Docker container's name for what it publishes
	Framework string // like "Vite"; empty if unknown
	Container string // the Docker container that publishes this port, if one does

	Hidden Reason // why a list should leave it out; empty for what it should show
	Risk   string // a sentence that warns of sharing it; empty if there is nothing to warn of

	shape  string // what of the command stays the same from start to start
	image  string // of a container: what it was made of, and the port inside of it
	inside int
}

// Reason is why an app is left out of a list unless somebody asks for all ports.
type Reason string

// The reasons.
const (
	Ours      Reason = "gotunnel's own"
	Debugger  Reason = "a debugger"
	DockerAPI Reason = "the Docker API"
	Notebook  Reason = "a notebook without a token"
	Database  Reason = "a database"
	Somebody  Reason = "another user's"
	System    Reason = "a system service"
	Test      Reason = "a test's"
	NotHTTP   Reason = "not a web app" // known after a probe
)

// Name is what people know it by, with its framework: "checkout · Vite".
// It is empty for what nothing is known of.
func (a App) Name() string {
	name := a.Project
	if name == "" && languages[a.Process] == "" && tools[a.Process].framework == "" {
		name = a.Process // "node" would say less than the framework does
	}
	parts := slices.DeleteFunc([]string{name, a.Framework}, func(s string) bool { return s == "" })
	return strings.Join(parts, " · ")
}

// Label is a row in a list: "checkout · Vite · 5173".
func (a App) Label() string {
	if name := a.Name(); name != "" {
		return fmt.Sprintf("%s · %d", name, a.Port)
	}
	return fmt.Sprintf("Port %d", a.Port)
}

// Address is where to reach it from this computer: the one to dial, so that no
// other program at the same port of another address is met.
func (a App) Address() netip.AddrPort {
	return netip.AddrPortFrom(reach(a.Addrs), uint16(a.Port))
}

// reach picks the address that a browser would try first.
func reach(addrs []netip.Addr) netip.Addr {
	four, six := netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()
	has := func(list ...netip.Addr) bool {
		return slices.ContainsFunc(addrs, func(a netip.Addr) bool { return slices.Contains(list, a) })
	}
	switch {
	case has(four, netip.IPv4Unspecified()) || len(addrs) == 0:
		return four
	case has(six, netip.IPv6Unspecified()):
		return six
	}
	return addrs[0]
}
