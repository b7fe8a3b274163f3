// Package clipboard puts text where a person can paste it:
//
//	err := clipboard.Copy(ctx, "https://shop.share.acme.dev")
//
// It works without a window, by the small programs that each system has for it.
// It never reads the clipboard: what others put there is not our business.
package clipboard

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"
)

// ErrNone says that nothing here can reach a clipboard, and what to do.
var ErrNone = errors.New(noneText) //nolint:staticcheck // shown to people as it is

// copyWait is how long a program may take; they take milliseconds, unless the
// desktop does not answer.
const copyWait = 5 * time.Second

// Copy replaces what the clipboard holds. It blocks until the text is there, at
// most 5 s, or until ctx ends. Its errors are sentences; with ErrNone nothing
// can be done without a program that is missing.
func Copy(ctx context.Context, text string) error {
	ctx, cancel := context.WithTimeout(ctx, copyWait)
	defer cancel()
	err := ErrNone
	for _, argv := range programs() {
		path, missing := exec.LookPath(argv[0])
		if missing != nil {
			continue
		}
		// The text goes by stdin, since anybody may read the arguments of a program.
		// Output goes nowhere: some leave a copy of themselves behind that would
		// keep a pipe open for as long as it holds the text.
		cmd := exec.CommandContext(ctx, path, argv[1:]...)
		cmd.Stdin = strings.NewReader(encode(text))
		cmd.SysProcAttr = hidden()
		if err = cmd.Run(); err == nil {
			return nil
		}
		err = fmt.Errorf("the clipboard can't be reached (%s: %w)", argv[0], err)
	}
	return err
}
