package window

import "context"

// installEntry TODO.
func installEntry(context.Context) {}
