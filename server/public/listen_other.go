//go:build !linux

package public

import "syscall"

func tuneListener(bool) func(network, address string, c syscall.RawConn) error { return nil }
