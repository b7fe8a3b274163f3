//go:build unix

package relay

import (
	"errors"
	"io"
	"net"
	"os"
	"syscall"
)

// rawConn is conn's file descriptor where waiting on it without a buffer
// works, else nil.
func rawConn(conn net.Conn) syscall.RawConn {
	var sc syscall.Conn
	switch c := conn.(type) {
	case *net.TCPConn:
		sc = c
	case *net.UnixConn:
		sc = c
	default:
		return nil
	}
	raw, err := sc.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// readReady is called when fd may be readable. It borrows a buffer for one
// read and gives it back if there was nothing after all; false asks to be
// called again when there is.
func (r *Reader) readReady(fd uintptr) bool {
	b := Get()
	n, err := ignoringEINTR(syscall.Read, int(fd), r.room(b))
	if errors.Is(err, syscall.EAGAIN) {
		b.Release()
		return false
	}
	r.got, r.err = b, nil
	switch {
	case err != nil:
		r.err = os.NewSyscallError("read", err)
	case n == 0:
		r.err = io.EOF
	default:
		b.Grow(n)
	}
	return true
}

func ignoringEINTR(call func(int, []byte) (int, error), fd int, p []byte) (int, error) {
	for {
		n, err := call(fd, p)
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
