//go:build !windows

package selfcheck

import "syscall"

// How the system says why there is no connection.
const (
	unreachable = syscall.ENETUNREACH
	refusal     = syscall.ECONNREFUSED
)
