package localapi

import (
	"net"

	"golang.org/x/sys/unix"
)

// peer is whose process the other end of a unix connection is.
func peer(conn net.Conn) (uid int, ok bool) {
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return 0, false
	}
	var cred *unix.Ucred
	failed := raw.Control(func(fd uintptr) {
		cred, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	if failed != nil || err != nil {
		return 0, false
	}
	return int(cred.Uid), true
}
