//go:build !linux

package window

import "context"

// installEntry does nothing where the installer has it done.
func installEntry(context.Context) {}
