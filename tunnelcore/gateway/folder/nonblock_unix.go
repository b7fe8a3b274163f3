//go:build unix

package folder

import "syscall"

// nonBlock opens a FIFO at once. Whoever opens one otherwise waits until someone
// writes to it.
const nonBlock = syscall.O_NONBLOCK
