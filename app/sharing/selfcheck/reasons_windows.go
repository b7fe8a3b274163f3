package selfcheck

import "golang.org/x/sys/windows"

// How Windows says it: package syscall has the names of Unix for made-up errors,
// which it never returns.
const (
	unreachable = windows.WSAENETUNREACH
	refusal     = windows.WSAECONNREFUSED
)
