package main

import (
	"context"
	"log/slog"
	"os"
	"runtime"

	"gotunnel/app/browser"
	"gotunnel/app/clipboard"
	"gotunnel/app/launch"
	"gotunnel/app/localapi"
	"gotunnel/app/notify"
	"gotunnel/app/tray"
)

// runTray shows the tray until ctx ends. Without a desktop there is none, and
// sharing goes on.
func runTray(ctx context.Context, messages *notify.Notifier, atSignIn bool, log *slog.Logger) {
	client, ok := localapi.DialAgent(ctx)
	if !ok {
		return // it is ending
	}
	defer client.Close()
	err := tray.Run(ctx, tray.Config{
		Client: client, Browse: browser.Open, Copy: clipboard.Copy, Logger: log,
		OpenWindow: launch.Window,
		Tell: func(ctx context.Context, title, body string) {
			if err := messages.Send(ctx, "tray", title, body); err != nil {
				log.Info("a message can't be shown", "err", err)
			}
		},
		NoTray: func() {
			log.Info("nobody shows icons of trays; it comes when somebody does")
			if atSignIn && hasScreen() {
				if err := launch.Window(localapi.View{Name: "home"}); err != nil {
					log.Info("the window can't be opened", "err", err)
				}
			}
		},
	})
	if err != nil {
		log.Info("there is no icon in the tray", "err", err)
	}
}

// hasScreen tells whether a window could be seen.
func hasScreen() bool {
	return runtime.GOOS == "windows" || runtime.GOOS == "darwin" || os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}
