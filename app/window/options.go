package window

import (
	"context"
	_ "embed" // the icon
	"os"
	goruntime "runtime"

	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/mac"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"gotunnel/app/launch"
	"gotunnel/frontend"
)

const (
	width, height       = 420, 640
	minWidth, minHeight = 360, 480
)

//go:embed icon/gotunnel.png
var iconPNG []byte

// options are what Wails is to make of the window. Wails calls start when there is
// something to show, with its context.
func (w *window) options(shell *wailsShell, start func(context.Context)) *options.App {
	place := loadPlace()
	return &options.App{
		Title: "Gotunnel", BackgroundColour: ground(), Width: place.Width, Height: place.Height, MinWidth: minWidth, MinHeight: minHeight,
		WindowStartState: place.startState(),
		AssetServer:      &assetserver.Options{Assets: frontend.Dist},
		Bind:             []any{w.bridge},
		ErrorFormatter:   formatted,
		DragAndDrop:      &options.DragAndDrop{EnableFileDrop: true}, // DisableWebViewDrop would end those, too
		LogLevel:         logger.ERROR, LogLevelProduction: logger.ERROR,
		OnStartup: func(ctx context.Context) {
			start(ctx)
			place.restore(ctx)
			runtime.OnFileDrop(ctx, func(_, _ int, paths []string) { runtime.EventsEmit(ctx, "drop", paths) })
		},
		OnBeforeClose: func(ctx context.Context) (prevent bool) {
			savePlace(ctx)
			w.leave()
			if shell.isAsking() {
				os.Exit(0) // GTK waits for the answer, and Wails for GTK
			}
			return false
		},
		Windows: &windows.Options{Messages: webView2()},
		Linux: &linux.Options{
			Icon:             iconPNG,
			WebviewGpuPolicy: linux.WebviewGpuPolicyNever, // a few rows of text gain nothing by it, and some drivers crash
		},
		Mac: &mac.Options{OnUrlOpen: func(url string) { w.feed.show(launch.LinkView(url)) }},
	}
}

// ground is what there is to see until the page is. Through a clear one it is what
// GTK's theme has, light or dark as the page will be; nil is white.
func ground() *options.RGBA {
	if goruntime.GOOS == "linux" {
		return &options.RGBA{}
	}
	return nil
}
