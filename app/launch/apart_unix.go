//go:build unix

package launch

import "syscall"

// apart has a program outlive the terminal that it was started from.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setsid: true} }
