// Package sessionbus connects to the D-Bus of a person's session:
//
//	conn, err := sessionbus.Dial(ctx)
//
// It starts no bus: on one of its own a program would be alone.
package sessionbus

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/godbus/dbus/v5"
)

// ErrNone says that there is no session bus, as on a computer without a desktop.
var ErrNone = errors.New("there is no session bus, so no desktop to speak with")

// Dial returns a connection of the caller's own, who closes it. It blocks until the
// bus answers or ctx ends, which is nothing to the connection after that. The error
// is ErrNone, or of a bus that does not answer.
func Dial(ctx context.Context) (*dbus.Conn, error) {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrNone, err)
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	if err := conn.Auth(nil); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("the session bus does not let this program in: %w", cmp.Or(ctx.Err(), err))
	}
	if err := conn.Hello(); err != nil {
		_ = conn.Close()
		return nil, fmt.Errorf("the session bus does not answer: %w", cmp.Or(ctx.Err(), err))
	}
	return conn, nil
}
