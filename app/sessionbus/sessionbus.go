// Package sessionbus connects to the D-Bus of a person's session:
//
//	conn, err := sessionbus.Dial(ctx)
//
// It starts no bus: on one of its own a program would be alone.
package sessionbus

import (
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// ErrNone says that there is no session bus, as on a computer without a desktop.
var ErrNone = errors.New("there is no session bus, so no desktop to speak with")

// Dial returns a connection of the caller's own. It ends with ctx, or when the
// caller closes it. The error is ErrNone, or of a bus that does not answer.
func Dial(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup(dbus.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNone, err)
	}
	if err := conn.Auth(nil); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("the session bus does not let this program in: %w", err)
	}
	if err := conn.Hello(); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("the session bus does not answer: %w", err)
	}
	return conn, nil
}
