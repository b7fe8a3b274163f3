//go:build !linux && !darwin && !windows

package wake

import "context"

// sources are what tells on this system: only the clock does.
var sources map[string]func(ctx context.Context, tell func(string)) error
