//go:build !windows

package main

// opensConsole tells that a program that is not started from a terminal gets a
// console window.
const opensConsole = false

func leaveConsole() {}
