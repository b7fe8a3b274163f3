package localapi

import (
	"net"

	"golang.org/x/sys/unix"
)

// peer is whose process the other end of a unix connection is.
func peer(conn net.Conn) (uid int, ok bool) {
	err := withSocket(conn, func(fd int) error {
		cred, err := unix.GetsockoptXucred(fd, unix.SOL_LOCAL, unix.LOCAL_PEERCRED)
		if err == nil {
			uid = int(cred.Uid)
		}
		return err
	})
	return uid, err == nil
}
