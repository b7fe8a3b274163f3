package detect

import (
	"context"
	"os/user"
	"strings"

	ps "github.com/shirou/gopsutil/v4/process"
)

// isOwn reports whether a process is this person's. Windows does not say whose
// the others are.
func isOwn(ctx context.Context, h *ps.Process) bool {
	name, err := h.UsernameWithContext(ctx)
	me, errMe := user.Current()
	return err == nil && errMe == nil && strings.EqualFold(name, me.Username)
}
