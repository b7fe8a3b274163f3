package upstream

import (
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

// connectWait is how long, in milliseconds, to hold a thread for a connection
// on this computer.
const connectWait = 1

// connectNow connects a socket to an address on this computer before net's own
// connect, which then finds it done. The kernel has such a connection ready by
// the time connect returns, and says only afterwards that it is: net would park
// the goroutine and be woken by epoll, which took a tenth of the time to the
// first byte. What is not ready at once is net's to wait for.
func connectNow(_, address string, c syscall.RawConn) error {
	to := sockaddr(address)
	if to == nil {
		return nil
	}
	return c.Control(func(fd uintptr) {
		if unix.Connect(int(fd), to) == unix.EINPROGRESS {
			_, _ = unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, connectWait) //nolint:gosec // a descriptor
		}
	})
}

// sockaddr is a loopback address as the kernel takes it; nil for others.
func sockaddr(address string) unix.Sockaddr {
	a, err := net.ResolveTCPAddr("tcp", address)
	if err != nil || !a.IP.IsLoopback() {
		return nil
	}
	if ip := a.IP.To4(); ip != nil {
		return &unix.SockaddrInet4{Port: a.Port, Addr: [4]byte(ip)}
	}
	return &unix.SockaddrInet6{Port: a.Port, Addr: [16]byte(a.IP)}
}
