//go:build windows || (darwin && cgo)

package tray

import (
	"context"
	"runtime"

	"fyne.io/systray"
)

// show runs the library's loop on one thread: Windows sends a window's messages to
// the thread that made it, and otherwise the menu hangs.
func show(ctx context.Context, c Config) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan struct{})
	systray.Run(func() {
		defer close(ended)
		on := loopSurface{newItems(ctx, menu(gone))}
		c.serve(ctx, on)
		on.waiting.Wait()
		// Only now: what is asked of the library after that waits for ever.
		systray.Quit()
	}, nil)
	cancel()
	<-ended
	return nil
}

type loopSurface struct{ *items }

func (loopSurface) draw(s shape, words string) {
	setIcon(s)
	systray.SetTooltip(words)
}
