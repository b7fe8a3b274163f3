package window

import (
	"context"
	"time"

	"gotunnel/app/localapi"
)

// Bridge is what the page may call, every exported method of it. What it returns
// as an error reaches the page as a [localapi.Error]. Methods may be called at
// once.
type Bridge struct {
	ctx   context.Context // ends with the window
	link  *link
	feed  *feed
	shell shell
	watch watch
}

const (
	// soon is how long an agent may take for what it knows or only notes down.
	soon = 10 * time.Second
	// atServer is how long what it does at a server or an app may take: longer
	// than its own limits, so that it says what went wrong.
	atServer = time.Minute
)

// ask has the agent answer within a time.
func ask[T any](b *Bridge, within time.Duration, what func(context.Context, *localapi.Client) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(b.ctx, within)
	defer cancel()
	client, err := b.link.dial()
	if err != nil {
		var none T
		return none, err
	}
	return what(ctx, client)
}

// tell is ask for what has no answer.
func tell(b *Bridge, within time.Duration, what func(context.Context, *localapi.Client) error) error {
	_, err := ask(b, within, func(ctx context.Context, client *localapi.Client) (struct{}, error) {
		return struct{}{}, what(ctx, client)
	})
	return err
}

// Ready says that the page is there: from now on it is told of changes, first
// how everything is.
func (b *Bridge) Ready() { b.feed.open() }

// ListOpen says whether the list of apps is in view, so that the agent asks them
// for titles and icons.
func (b *Bridge) ListOpen(open bool) { b.link.setList(open) }

// Login signs in to a server.
func (b *Bridge) Login(l localapi.Login) error {
	return tell(b, atServer, func(ctx context.Context, c *localapi.Client) error { return c.Login(ctx, l) })
}

// Logout forgets the sign-in.
func (b *Bridge) Logout() error {
	return tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Logout(ctx) })
}

// TryHere starts a server on this computer and shares through it.
func (b *Bridge) TryHere() error {
	return tell(b, atServer, func(ctx context.Context, c *localapi.Client) error { return c.TryHere(ctx) })
}

// Retry has the server tried at once.
func (b *Bridge) Retry() error {
	return tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Retry(ctx) })
}

// ChangeSettings changes what the person chose.
func (b *Bridge) ChangeSettings(c localapi.SettingsChange) error {
	return tell(b, soon, func(ctx context.Context, client *localapi.Client) error { return client.ChangeSettings(ctx, c) })
}

// Dismiss says that the person knows of damage that the agent tells of.
func (b *Bridge) Dismiss() error {
	return tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Dismiss(ctx) })
}

// Diagnostics is a report without secrets.
func (b *Bridge) Diagnostics() (string, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (string, error) { return c.Diagnostics(ctx) })
}
