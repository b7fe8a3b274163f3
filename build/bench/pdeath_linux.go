package main

import "syscall"

// dieWithParent has the kernel kill the child when the thread that started it
// ends, which covers a bench that is itself killed. Its own process group keeps
// the terminal's Ctrl-C away from it.
func dieWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
