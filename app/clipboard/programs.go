//go:build !windows

package clipboard

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
)

// copyText gives the text to the first program that takes it.
func copyText(ctx context.Context, text string) error {
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
		cmd.Stdin = strings.NewReader(text)
		if err = cmd.Run(); err == nil {
			return nil
		}
		err = fmt.Errorf("the clipboard can't be reached (%s: %w)", argv[0], err)
	}
	return err
}
