//go:build linux || (freebsd && cgo) || (dragonfly && cgo) || netbsd || openbsd

package keychain

import (
	"errors"
	"fmt"
	"strings"

	"github.com/godbus/dbus/v5"
	"github.com/zalando/go-keyring"
)

// reachable sees whether there is a session bus. Without one the library would
// start one of its own, in which nobody keeps passwords.
func reachable() error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return ErrNone
	}
	return conn.Close()
}

// explain makes one of our errors of the store's, which has no types for them.
func explain(err error) error {
	if err == nil || errors.Is(err, keyring.ErrNotFound) {
		return err
	}
	if strings.HasPrefix(err.Error(), "failed to unlock correct collection") {
		return ErrLocked
	}
	if bus, ok := errors.AsType[dbus.Error](err); ok {
		switch {
		case bus.Name == "org.freedesktop.Secret.Error.IsLocked":
			return ErrLocked
		case bus.Name == "org.freedesktop.DBus.Error.ServiceUnknown", strings.HasPrefix(bus.Name, "org.freedesktop.DBus.Error.Spawn."):
			return ErrNone
		}
	}
	return fmt.Errorf("the password store failed: %w", err)
}
