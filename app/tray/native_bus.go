//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"

	"gotunnel/app/sessionbus"
)

// show shows the icon as a StatusNotifierItem.
func show(ctx context.Context, c Config) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// Without a bus the library would start one of its own, or crash.
	bus, err := sessionbus.Dial(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTray, err)
	}
	defer bus.Close()
	// The library's connection is this one, which it shares with others.
	shared, err := dbus.SessionBus()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoTray, err)
	}
	// All is made before the library starts: it forgets an icon that it gets while
	// it does.
	systray.SetTitle("Gotunnel")
	on := &busSurface{items: newItems(ctx, menu(gone)), conn: shared}
	on.draw(offline, tooltip(gone))
	start, _ := systray.RunWithExternalLoop(nil, nil)
	start()

	var watching sync.WaitGroup
	watching.Go(func() { watchPanel(ctx, bus, on, c.NoTray) })
	c.serve(ctx, on)
	cancel()
	watching.Wait()
	on.waiting.Wait()
	systray.Quit()
	// This takes the icon away; others who share the connection get a new one. The
	// library's own end crashes when its start had failed.
	if err := shared.Close(); err != nil && !errors.Is(err, dbus.ErrClosed) {
		return fmt.Errorf("the tray did not end cleanly: %w", err)
	}
	return nil
}

// busSurface draws in the colours of the panel.
type busSurface struct {
	*items
	conn *dbus.Conn // the library's

	look  sync.Mutex
	shape shape
	ink   ink
}

func (b *busSurface) draw(s shape, words string) {
	b.look.Lock()
	defer b.look.Unlock()
	b.shape = s
	systray.SetIcon(busIcon(s, b.ink))
	systray.SetTooltip(words)
}

// paint changes the colours.
func (b *busSurface) paint(with ink) {
	b.look.Lock()
	defer b.look.Unlock()
	b.ink = with
	systray.SetIcon(busIcon(b.shape, with))
}

// register has the panel show the icon. The library does so, too, but misses a
// panel that comes between its first try and its watch for another one.
func (b *busSurface) register(ctx context.Context) {
	_ = b.conn.Object(watcher, "/StatusNotifierWatcher").
		CallWithContext(ctx, watcher+".RegisterStatusNotifierItem", 0, "/StatusNotifierItem").Err // it may be gone again
}

// settle is how long a panel may take to make the top of a menu.
const settle = 500 * time.Millisecond

// renew has a new panel learn the menu from its top. The one of Xfce, and all with
// its library, leave out what is under an item that they learn of together with
// it. The library of ours tells them the top first, but only once after a reset.
func (b *busSurface) renew(ctx context.Context) {
	b.mu.Lock()
	var rows []row
	for _, l := range b.lines {
		rows = append(rows, l.row)
	}
	systray.ResetMenu()
	b.addTopLocked(ctx, rows)
	b.mu.Unlock()
	select {
	case <-time.After(settle):
	case <-ctx.Done():
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.addUnderLocked(ctx)
}

// busSize is twice the 22 pixels of most panels: they have one picture to scale.
const busSize = 44

// busIcon is without half of a pixel: the library spoils the colours of those.
func busIcon(s shape, with ink) []byte { return pngOf(hardened(drawn(s, with, busSize))) }

// escape keeps an underscore from marking the next letter as a key.
func escape(label string) string { return strings.ReplaceAll(label, "_", "__") }

// hiddenTakesItems: items can be put under what is hidden.
const hiddenTakesItems = true
