package public

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Visitors who vanish are noticed after two minutes: phones sleep and change
// networks, and a probe sooner would only wake them.
const (
	keepIdle     = 60 // seconds
	keepInterval = 20
	keepCount    = 3
	// deferFor is for how many seconds the kernel keeps a connection that says
	// nothing to itself.
	deferFor = 1
)

func tuneListener(deferred bool) func(network, address string, c syscall.RawConn) error {
	return func(_, _ string, c syscall.RawConn) error {
		return c.Control(func(fd uintptr) {
			set := func(level, option, value int) {
				_ = unix.SetsockoptInt(int(fd), level, option, value) // all of it is for speed or comfort
			}
			set(unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1)
			set(unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, keepIdle)
			set(unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, keepInterval)
			set(unix.IPPROTO_TCP, unix.TCP_KEEPCNT, keepCount)
			if deferred {
				set(unix.IPPROTO_TCP, unix.TCP_DEFER_ACCEPT, deferFor)
			}
		})
	}
}
