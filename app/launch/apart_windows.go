package launch

import (
	"syscall"

	"golang.org/x/sys/windows"
)

// apart has a program outlive the terminal that it was started from.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{CreationFlags: windows.DETACHED_PROCESS | windows.CREATE_NEW_PROCESS_GROUP}
}
