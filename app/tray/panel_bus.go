//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"context"
	"time"

	"github.com/godbus/dbus/v5"
)

const (
	// watcher is the name of who collects icons for the panels, by the
	// StatusNotifierItem specification.
	watcher = "org.kde.StatusNotifierWatcher"
	// hostWait is how long the panel may take at sign-in, when all start at once.
	hostWait = 5 * time.Second

	portal         = "org.freedesktop.portal.Desktop"
	portalObject   = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	portalSettings = "org.freedesktop.portal.Settings"
	appearance     = "org.freedesktop.appearance"
	colorScheme    = "color-scheme"
)

// watchPanel shows the icon as the panel needs it, whichever panel that is, and
// tells once if nobody shows icons. It ends with ctx, or the bus.
func watchPanel(ctx context.Context, bus *dbus.Conn, on *busSurface, noTray func()) {
	signals := make(chan *dbus.Signal, 10)
	bus.Signal(signals)
	// Where a match fails, the first look is all there is.
	_ = bus.AddMatchSignalContext(ctx, dbus.WithMatchInterface("org.freedesktop.DBus"),
		dbus.WithMatchMember("NameOwnerChanged"), dbus.WithMatchArg(0, watcher))
	_ = bus.AddMatchSignalContext(ctx, dbus.WithMatchInterface(portalSettings),
		dbus.WithMatchMember("SettingChanged"), dbus.WithMatchArg(0, appearance))

	late := time.NewTimer(hostWait)
	defer late.Stop()
	if hasHost(ctx, bus) {
		late.Stop()
		on.register(ctx)
	}
	on.paint(inkFor(readScheme(ctx, bus)))
	for {
		select {
		case <-ctx.Done():
			return
		case <-late.C:
			noTray()
		case s, ok := <-signals:
			if !ok {
				return
			}
			if scheme, ok := schemeIn(s); ok {
				on.paint(inkFor(scheme))
			}
			if hostIn(s) {
				late.Stop()
				on.register(ctx)
				on.renew(ctx)
			}
		}
	}
}

func hasHost(ctx context.Context, bus *dbus.Conn) (has bool) {
	err := bus.BusObject().CallWithContext(ctx, "org.freedesktop.DBus.NameHasOwner", 0, watcher).Store(&has)
	return err == nil && has
}

// hostIn tells whether a signal says that somebody shows icons from now on.
func hostIn(s *dbus.Signal) bool {
	if s.Name != "org.freedesktop.DBus.NameOwnerChanged" || len(s.Body) != 3 {
		return false
	}
	owner, _ := s.Body[2].(string)
	return s.Body[0] == watcher && owner != ""
}

// The desktop's colour schemes, as its portal numbers them.
const (
	noScheme    = uint32(0)
	darkScheme  = uint32(1)
	lightScheme = uint32(2)
)

// readScheme asks the portal. Many desktops have none.
func readScheme(ctx context.Context, bus *dbus.Conn) uint32 {
	ctx, cancel := context.WithTimeout(ctx, hostWait)
	defer cancel()
	var value dbus.Variant
	if bus.Object(portal, portalObject).CallWithContext(ctx, portalSettings+".Read", 0, appearance, colorScheme).Store(&value) != nil {
		return noScheme
	}
	return number(value)
}

// schemeIn is the scheme that a signal tells of.
func schemeIn(s *dbus.Signal) (scheme uint32, ok bool) {
	if s.Name != portalSettings+".SettingChanged" || len(s.Body) != 3 || s.Body[0] != appearance || s.Body[1] != colorScheme {
		return 0, false
	}
	value, ok := s.Body[2].(dbus.Variant)
	return number(value), ok
}

// number is the number in a variant, or in a variant in it: Read wraps it twice.
func number(v dbus.Variant) uint32 {
	if inner, ok := v.Value().(dbus.Variant); ok {
		v = inner
	}
	n, _ := v.Value().(uint32)
	return n
}

// inkFor is what reads best on the panel of a scheme. On an unknown one it is as
// on a dark panel, which most are.
func inkFor(scheme uint32) ink {
	if scheme == lightScheme {
		return darkInk
	}
	return lightInk
}
