package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"

	"github.com/coreos/go-systemd/v22/activation"
	"golang.org/x/sys/unix"

	"gotunnel/server"
)

// sockets were opened for this process by another.
type sockets struct {
	// systemd's are for everyone, as --listen is, whatever their names.
	systemd []net.Listener
	// handed are a predecessor's, by their names.
	handed map[string]net.Listener
}

// inherited takes the sockets that systemd or a predecessor opened; none when
// nobody did.
func inherited(before *predecessor) (all sockets, err error) {
	all.handed = map[string]net.Listener{}
	for _, file := range activation.Files(true) { // and no child takes them for its own
		listener, err := net.FileListener(file)
		file.Close() // the listener has a copy
		if err == nil && listener.Addr().Network() != "tcp" {
			err = errors.New("it is not TCP")
		}
		switch {
		case err != nil:
			return all, fmt.Errorf("the socket %s that systemd opened can't be used: %w: "+
				"give the unit only ListenStream= with ports", file.Name(), err)
		case before == nil || file.Name() == server.Inherited:
			all.systemd = append(all.systemd, listener)
		default:
			all.handed[file.Name()] = listener
		}
	}
	return all, nil
}

// take is the predecessor's listener of that name, or one that open opens.
func (s *sockets) take(name string, open func() (net.Listener, error)) (net.Listener, error) {
	if listener, ok := s.handed[name]; ok {
		delete(s.handed, name)
		return listener, nil
	}
	return open()
}

// files are copies of listeners for a child, named as they are.
func files(all []server.Socket) (list []*os.File, err error) {
	for _, socket := range all {
		file, err := fileOf(socket)
		if err != nil {
			closeAll(list)
			return nil, fmt.Errorf("the socket of %s can't be handed on: %w", socket.Listener.Addr(), err)
		}
		list = append(list, file)
	}
	return list, nil
}

// fileOf does not use the listener's File, which would make both block.
func fileOf(socket server.Socket) (*os.File, error) {
	conn, ok := socket.Listener.(syscall.Conn)
	if !ok {
		return nil, errors.ErrUnsupported
	}
	raw, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	fd, dupErr := -1, error(nil)
	if err := raw.Control(func(of uintptr) { fd, dupErr = unix.FcntlInt(of, unix.F_DUPFD_CLOEXEC, 0) }); err != nil {
		return nil, err
	}
	if dupErr != nil {
		return nil, dupErr
	}
	return os.NewFile(uintptr(fd), socket.Name), nil
}

func closeAll(list []*os.File) {
	for _, file := range list {
		file.Close()
	}
}
