//go:build unix

package detect

import (
	"context"
	"os"

	ps "github.com/shirou/gopsutil/v4/process"
)

// isOwn reports whether a process is this person's.
func isOwn(ctx context.Context, h *ps.Process) bool {
	uids, err := h.UidsWithContext(ctx)
	return err == nil && len(uids) > 0 && int(uids[0]) == os.Getuid()
}
