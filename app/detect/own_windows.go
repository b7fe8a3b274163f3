package detect

import (
	"context"

	ps "github.com/shirou/gopsutil/v4/process"
	"golang.org/x/sys/windows"
)

// isOwn reports whether a process is this person's. Windows does not say whose
// the others are. Users are compared by their numbers, since it may take a while
// to look names up in a company's network.
func isOwn(_ context.Context, h *ps.Process) bool {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, uint32(h.Pid))
	if err != nil {
		return false
	}
	defer func() { _ = windows.CloseHandle(process) }()
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return false
	}
	defer token.Close()
	owner, err := token.GetTokenUser()
	if err != nil {
		return false
	}
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	return err == nil && owner.User.Sid.Equals(me.User.Sid)
}
