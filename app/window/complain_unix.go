//go:build !windows

package window

import (
	"fmt"
	"os"
)

// complain says why there is no window.
func complain(text string) { fmt.Fprintln(os.Stderr, "gotunnel-desktop:", text) }
