//go:build !windows

package relay

import "syscall"

// errLeft is what the system says when the other side has left.
const errLeft = syscall.ENOTCONN
