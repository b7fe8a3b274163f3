//go:build !windows && !darwin

package notify

import (
	"context"
	"fmt"
	"html"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"

	"gotunnel/app/sessionbus"
)

// appName is whose messages they are.
const appName = "Gotunnel"

const (
	service = "org.freedesktop.Notifications"
	object  = dbus.ObjectPath("/org/freedesktop/Notifications")
	// byDesktop leaves it to the desktop how long a message is shown.
	byDesktop = int32(-1)
)

// desktop is the service that shows messages, by the Desktop Notifications
// specification 1.2.
type desktop struct {
	mu   sync.Mutex
	conn *dbus.Conn // nil until it is needed
	// markup tells that the service takes bodies for a kind of HTML.
	markup bool
	ids    map[string]uint32 // of what was shown last, by key
}

func (d *desktop) send(ctx context.Context, key, title, body string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.connectLocked(ctx); err != nil {
		return err
	}
	if d.markup {
		body = html.EscapeString(body)
	}
	hints := map[string]dbus.Variant{"desktop-entry": dbus.MakeVariant("gotunnel")}
	var id uint32
	err := d.conn.Object(service, object).CallWithContext(ctx, service+".Notify", 0,
		appName, d.ids[key], "", title, body, []string{}, hints, byDesktop).Store(&id)
	if err != nil {
		return fmt.Errorf("the desktop did not show a message: %w", err)
	}
	d.ids[key] = id
	return nil
}

func (d *desktop) close(ctx context.Context, key string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	id, shown := d.ids[key]
	if !shown || d.conn == nil {
		return nil
	}
	delete(d.ids, key)
	// It fails for what is closed already.
	_ = d.conn.Object(service, object).CallWithContext(ctx, service+".CloseNotification", 0, id).Err
	return ctx.Err()
}

func (d *desktop) end() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.conn != nil {
		_ = d.conn.Close()
		d.conn = nil
	}
}

// connectLocked connects if there is no connection, or none any more.
func (d *desktop) connectLocked(ctx context.Context) error {
	if d.conn != nil && d.conn.Connected() {
		return nil
	}
	conn, err := sessionbus.Dial(ctx)
	if err != nil {
		return fmt.Errorf("no message can be shown: %w", err)
	}
	var can []string
	if err := conn.Object(service, object).CallWithContext(ctx, service+".GetCapabilities", 0).Store(&can); err != nil {
		_ = conn.Close()
		return fmt.Errorf("this desktop shows no messages: %w", err)
	}
	d.conn, d.markup, d.ids = conn, slices.Contains(can, "body-markup"), map[string]uint32{}
	return nil
}
