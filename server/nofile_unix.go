//go:build unix

package server

import "syscall"

// openFiles is how many files and connections this process may have open. The
// Go runtime has raised it as far as it goes.
func openFiles() int {
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<30))
}
