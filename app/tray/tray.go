package tray

import (
	"context"
	"errors"
	"log/slog"

	"gotunnel/app/localapi"
)

// Config says what a tray needs. All of it is used until Run returns.
type Config struct {
	// Client asks the agent. The caller closes it.
	Client *localapi.Client
	// OpenWindow opens the window with a view; it is called when there is no window,
	// and does not wait for it to close. Its error is a sentence.
	OpenWindow func(localapi.View) error
	// Browse opens a link, which is http or https, in the browser.
	Browse func(url string) error
	// Copy puts text into the clipboard. Its error is a sentence.
	Copy func(ctx context.Context, text string) error
	// Tell shows a short message: what came of a click, since nothing else of it
	// would be seen.
	Tell func(ctx context.Context, title, body string)
	// NoTray is called once if for 5 s nobody shows trays' icons, so that the window
	// can open. The icon appears as soon as somebody does. nil: nobody is told.
	NoTray func()
	Logger *slog.Logger // nil: slog's default
}

// ErrNoTray says that this computer can show none: it has no desktop, or the
// program was built without what a tray needs.
var ErrNoTray = errors.New("there is no desktop that could show a tray icon")

// Run shows the icon until ctx ends, which is no error. It blocks. While the agent
// can't be reached the icon says so, and it is tried again. Errors are ErrNoTray,
// and what the desktop says against it; then nothing was shown.
func Run(ctx context.Context, c Config) error {
	if c.NoTray == nil {
		c.NoTray = func() {}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	return show(ctx, c)
}
