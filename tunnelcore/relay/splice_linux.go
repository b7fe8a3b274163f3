package relay

import (
	"errors"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// The kernel gives a user without privileges 16,384 pages of pipe buffers
// (pipe-user-pages-soft), which is 64 pipes of 1 MiB; beyond it pipes shrink
// to a page or two and splicing gets slower than copying. Leave some to others.
const (
	maxPipes = 48
	pipeSize = 1 << 20
)

var pipes = make(chan struct{}, maxPipes)

// splice moves bytes inside the kernel while there are many, if both sides
// are TCP and a pipe is to be had. done tells that the source ended; else the
// caller goes on copying.
func (d *direction) splice() (done bool, err error) {
	src, dst := tcpOf(d.src), tcpOf(d.dst)
	if src == nil || dst == nil {
		return false, nil
	}
	select {
	case pipes <- struct{}{}:
		defer func() { <-pipes }()
	default:
		return false, nil
	}
	s, err := newSplicer(d, src, dst)
	if err != nil {
		return false, nil //nolint:nilerr // no pipe: copying works as well
	}
	defer s.close()
	return s.run()
}

func tcpOf(end any) *net.TCPConn {
	if e, ok := end.(interface{ RelayEnd() End }); ok {
		end = e.RelayEnd()
	}
	if e, ok := end.(*connEnd); ok {
		if c, ok := e.conn.(*net.TCPConn); ok {
			return c
		}
	}
	return nil
}

// splicer moves bytes from src through a pipe to dst.
type splicer struct {
	d    *direction
	src  *net.TCPConn
	raw  syscall.RawConn // src's
	dst  syscall.RawConn
	r, w int // the pipe
}

func newSplicer(d *direction, src, dst *net.TCPConn) (*splicer, error) {
	rs, err := src.SyscallConn()
	if err != nil {
		return nil, err
	}
	rd, err := dst.SyscallConn()
	if err != nil {
		return nil, err
	}
	var p [2]int
	if err := unix.Pipe2(p[:], unix.O_CLOEXEC|unix.O_NONBLOCK); err != nil {
		return nil, os.NewSyscallError("pipe2", err)
	}
	_, _ = unix.FcntlInt(uintptr(p[1]), unix.F_SETPIPE_SZ, pipeSize) // smaller works too
	return &splicer{d: d, src: src, raw: rs, dst: rd, r: p[0], w: p[1]}, nil
}

func (s *splicer) close() {
	_ = unix.Close(s.r)
	_ = unix.Close(s.w)
}

// patience is how long an empty pipe is kept for a source that has nothing at
// the moment. A sender as fast as we are is often a moment behind; one that
// pauses longer gives the pipe to somebody else.
const patience = 100 * time.Millisecond

// run splices until the source ends or dries up.
func (s *splicer) run() (done bool, err error) {
	for {
		n, err := s.fill()
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return false, nil
		case err != nil:
			return false, err
		case n == 0:
			return true, nil
		}
		if err := s.drain(n); err != nil {
			return false, err
		}
		s.d.moved.Add(int64(n))
	}
}

// fill moves bytes from the source into the pipe, waiting for the first with
// patience.
func (s *splicer) fill() (n int, err error) {
	var serr error
	waited := false
	err = s.raw.Read(func(fd uintptr) bool {
		n, serr = splice(int(fd), s.w, pipeSize)
		if !errors.Is(serr, unix.EAGAIN) {
			return true
		}
		if !waited {
			waited = true
			_ = s.src.SetReadDeadline(time.Now().Add(patience)) // the wait fails too if this does
		}
		return false
	})
	if waited {
		_ = s.src.SetReadDeadline(time.Time{})
	}
	if err != nil {
		return 0, err
	}
	return n, os.NewSyscallError("splice", serr)
}

// drain moves n bytes from the pipe to the sink.
func (s *splicer) drain(n int) error {
	s.d.writing.Store(true)
	defer s.d.writing.Store(false)
	var serr error
	err := s.dst.Write(func(fd uintptr) bool {
		for n > 0 {
			var m int
			if m, serr = splice(s.r, int(fd), n); serr != nil {
				return !errors.Is(serr, unix.EAGAIN)
			}
			n -= m
		}
		return true
	})
	if err == nil && serr != nil {
		err = os.NewSyscallError("splice", serr)
	}
	return err
}

func splice(from, to, n int) (int, error) {
	for {
		m, err := unix.Splice(from, nil, to, nil, n, unix.SPLICE_F_MOVE|unix.SPLICE_F_NONBLOCK)
		if !errors.Is(err, unix.EINTR) {
			return int(max(m, 0)), err
		}
	}
}
