//go:build linux || darwin

package localapi

import "net"

// withSocket calls f with a connection's file descriptor, and returns f's error
// or why there is none.
func withSocket(conn net.Conn, f func(fd int) error) error {
	raw, err := conn.(*net.UnixConn).SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}
