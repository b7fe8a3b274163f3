//go:build !unix

package relay

import (
	"net"
	"syscall"
)

// rawConn is nil where waiting on a descriptor without a buffer does not work.
func rawConn(net.Conn) syscall.RawConn { return nil }

func (r *Reader) readReady(uintptr) bool { return true }
