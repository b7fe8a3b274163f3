//go:build !linux

package main

import "syscall"

// dieWithParent has no equal here, and newBench refuses to run here anyway.
func dieWithParent() *syscall.SysProcAttr { return nil }
