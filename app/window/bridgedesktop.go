package window

import (
	"context"
	"errors"

	"gotunnel/app/browser"
	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// ChooseFolder asks for a folder, in a dialog of that title; empty if the person
// thought better of it.
func (b *Bridge) ChooseFolder(title string) (string, error) { return b.shell.chooseFolder(title) }

// Copy puts text into the clipboard.
func (b *Bridge) Copy(text string) error { return b.shell.copyText(text) }

// Paste is what is in the clipboard. The page asks only when the person does.
func (b *Bridge) Paste() (string, error) { return b.shell.pasteText() }

// Open opens a page in the browser.
func (*Bridge) Open(url string) error {
	err := browser.Open(url)
	if err != nil && !errors.Is(err, browser.ErrNotWeb) {
		return localapi.Error{Code: localapi.CodeFailed, Message: "The browser can't be opened (" + err.Error() + "). Copy the link and open it yourself."}
	}
	return err
}

// Hide closes the window; the agent goes on.
func (b *Bridge) Hide() { b.shell.end() }

// KeepSharing answers the question of what is to become of live shares: the
// window closes, and they stay.
func (b *Bridge) KeepSharing() { b.shell.end() }

// Quit ends the agent with every share, then the window.
func (b *Bridge) Quit() error {
	err := tell(b, soon, func(ctx context.Context, c *localapi.Client) error { return c.Quit(ctx) })
	if refused, ok := errors.AsType[localapi.Error](err); ok && refused.Code != launch.CodeAgent {
		return refused
	}
	b.shell.end() // there is none that could be asked
	return nil
}
