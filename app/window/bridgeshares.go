package window

import (
	"context"
	"encoding/base64"
	"strings"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore/gateway/password"
)

// Share shares something, and waits for a link that works.
func (b *Bridge) Share(want localapi.NewShare) (localapi.Share, error) {
	return ask(b, atServer, func(ctx context.Context, c *localapi.Client) (localapi.Share, error) { return c.Start(ctx, want) })
}

// Stop ends a share.
func (b *Bridge) Stop(name string) error {
	return tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Stop(ctx, name) })
}

// Undo shares again what Stop ended within the last minute.
func (b *Bridge) Undo(name string) (localapi.Share, error) {
	return ask(b, atServer, func(ctx context.Context, c *localapi.Client) (localapi.Share, error) { return c.Undo(ctx, name) })
}

// Change changes a share.
func (b *Bridge) Change(name string, c localapi.Change) error {
	return tell(b, atServer, func(ctx context.Context, client *localapi.Client) error { return client.Change(ctx, name, c) })
}

// Password is what visitors need; empty if they need none.
func (b *Bridge) Password(name string) (string, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (string, error) { return c.Password(ctx, name) })
}

// MakePassword makes one up, of three words.
func (*Bridge) MakePassword() string { return password.Generate() }

// CheckName says whether a link could have a name.
func (b *Bridge) CheckName(name string) (localapi.NameCheck, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (localapi.NameCheck, error) {
		return c.CheckName(ctx, name)
	})
}

// Names are those that the server keeps for this computer.
func (b *Bridge) Names() ([]localapi.HeldName, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) ([]localapi.HeldName, error) { return c.Names(ctx) })
}

// Release gives a name back.
func (b *Bridge) Release(name string) error {
	return tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Release(ctx, name) })
}

// FolderInfo says what sharing a folder, or a page in one, would show.
func (b *Bridge) FolderInfo(path string) (localapi.FolderInfo, error) {
	return ask(b, soon, func(ctx context.Context, c *localapi.Client) (localapi.FolderInfo, error) {
		return c.FolderInfo(ctx, path)
	})
}

// Icon is an app's icon as a data: URL; empty if there is none.
func (b *Bridge) Icon(id string) string {
	icon, err := ask(b, soon, func(ctx context.Context, c *localapi.Client) (localapi.Icon, error) { return c.Icon(ctx, id) })
	if err != nil || !isImageType(icon.Type) {
		return "" // the page has a letter for it
	}
	return "data:" + icon.Type + ";base64," + base64.StdEncoding.EncodeToString(icon.Data)
}

// isImageType tells whether an app's own word for its icon may stand in a URL.
func isImageType(name string) bool {
	kind, ok := strings.CutPrefix(name, "image/")
	return ok && kind != "" && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789.+-") == ""
}
