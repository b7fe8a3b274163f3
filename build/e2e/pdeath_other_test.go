//go:build unix && !linux

package e2e

import "syscall"

// dieWithUs has no equal here: only Linux ends the child with its parent.
func dieWithUs(*syscall.SysProcAttr) {}
