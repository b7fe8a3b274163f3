package doctor

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// OpenFiles is how many files the process at the other end of a unix socket may
// have open, for [Running]; 0: not known.
func OpenFiles(conn *net.UnixConn) int {
	pid, err := peerOf(conn)
	if err != nil {
		return 0
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", pid))
	if err != nil {
		return 0
	}
	return openFiles(string(limits))
}

// openFiles finds the limit in a text as /proc has it:
//
//	Max open files            1024                 524288               files
func openFiles(limits string) int {
	for line := range strings.Lines(limits) {
		rest, found := strings.CutPrefix(line, "Max open files")
		if fields := strings.Fields(rest); found && len(fields) > 0 {
			n, _ := strconv.Atoi(fields[0])
			return n
		}
	}
	return 0
}

// peerOf is the process that listens on the socket that conn leads to.
func peerOf(conn *net.UnixConn) (pid int32, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var cred *syscall.Ucred
	var credErr error
	err = raw.Control(func(fd uintptr) {
		cred, credErr = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err := errors.Join(err, credErr); err != nil {
		return 0, err
	}
	return cred.Pid, nil
}
