// Package clipboard puts text where a person can paste it:
//
//	err := clipboard.Copy(ctx, "https://shop.share.acme.dev")
//
// It works without a window: by a call of Windows, or by the small programs that
// other systems have for it.
// It never reads the clipboard: what others put there is not our business.
package clipboard

import (
	"context"
	"errors"
	"time"
)

// ErrNone says that nothing here can reach a clipboard, and what to do.
var ErrNone = errors.New(noneText) //nolint:staticcheck // shown to people as it is

// copyWait is how long it may take. It takes milliseconds, unless the desktop does
// not answer.
const copyWait = 5 * time.Second

// Copy replaces what the clipboard holds. It blocks until the text is there, at
// most 5 s, or until ctx ends. Its errors are sentences; with ErrNone nothing
// can be done without a program that is missing.
func Copy(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, copyWait)
	defer cancel()
	return copyText(ctx, text)
}
