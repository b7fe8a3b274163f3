//go:build linux || freebsd || openbsd || netbsd

package tray

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"

	"fyne.io/systray"
	"github.com/godbus/dbus/v5"

	"gotunnel/app/sessionbus"
)

// show shows the icon as a StatusNotifierItem, which the library registers again
// when the panel was started anew.
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
	on := &busSurface{items: newItems(ctx, menu(gone))}
	on.draw(offline, tooltip(gone))
	start, _ := systray.RunWithExternalLoop(nil, nil)
	start()

	var watching sync.WaitGroup
	watching.Go(func() { watchPanel(ctx, bus, on.paint, c.NoTray) })
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

	look  sync.Mutex
	shape shape
	ink   ink
}

func (b *busSurface) draw(s shape, words string) {
	b.look.Lock()
	defer b.look.Unlock()
	b.shape = s
	systray.SetIcon(pngOf(s, b.ink, busSize))
	systray.SetTooltip(words)
}

// paint changes the colours.
func (b *busSurface) paint(with ink) {
	b.look.Lock()
	defer b.look.Unlock()
	b.ink = with
	systray.SetIcon(pngOf(b.shape, with, busSize))
}

// busSize is twice the 22 pixels of most panels: they have one picture to scale.
const busSize = 44

// escape keeps an underscore from marking the next letter as a key.
func escape(label string) string { return strings.ReplaceAll(label, "_", "__") }
