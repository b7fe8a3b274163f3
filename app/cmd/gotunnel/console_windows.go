package main

import (
	"os"
	"unsafe"

	"github.com/spf13/cobra"
	"golang.org/x/sys/windows"
)

// The library tells who opens a program of the command line by a click what it is.
// Windows starts programs at sign-in in the same way, and those have arguments.
func init() {
	cobra.MousetrapHelpText = ""
	if len(os.Args) == 1 {
		cobra.MousetrapHelpText = "This is Gotunnel's command line. Open Gotunnel from the Start menu to use its window,\n" +
			"or open a terminal and run: gotunnel share 3000\n"
	}
}

var (
	kernel32              = windows.NewLazySystemDLL("kernel32.dll")
	getConsoleProcessList = kernel32.NewProc("GetConsoleProcessList")
	freeConsole           = kernel32.NewProc("FreeConsole")
)

// opensConsole tells that a program that is not started from a terminal gets a
// console window.
const opensConsole = true

// leaveConsole closes the console window, if it is there for this program only.
func leaveConsole() {
	var some [2]uint32
	if n, _, _ := getConsoleProcessList.Call(uintptr(unsafe.Pointer(&some[0])), uintptr(len(some))); n == 1 {
		_, _, _ = freeConsole.Call() // it fails if there is none
	}
}
