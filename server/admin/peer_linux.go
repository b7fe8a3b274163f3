package admin

import (
	"errors"
	"net"
	"syscall"
)

// peerOf is the user at the other end of a unix socket, as the kernel has it
// from when they connected.
func peerOf(conn net.Conn) (uid int, known bool, err error) {
	unix, ok := conn.(*net.UnixConn)
	if !ok {
		return 0, true, errors.New("not a unix socket")
	}
	raw, err := unix.SyscallConn()
	if err != nil {
		return 0, true, err
	}
	var cred *syscall.Ucred
	var credErr error
	err = raw.Control(func(fd uintptr) {
		cred, credErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err := errors.Join(err, credErr); err != nil {
		return 0, true, err
	}
	return int(cred.Uid), true, nil
}
