//go:build unix

package main

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// openBrowser opens link where it can and returns the sentence that says what it did.
func openBrowser(link string) string {
	const byHand = " Open the link in a browser on this computer."
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	switch {
	case os.Getenv("CI") != "":
		return "This is a CI machine, so no browser was opened."
	case runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "":
		return "There is no screen here, so no browser was opened." + byHand
	}
	cmd := exec.Command(opener, link)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // our Ctrl-C must not close the browser
	if err := cmd.Start(); err != nil {
		return "No browser was found." + byHand
	}
	go cmd.Wait() //nolint:errcheck // the link is printed too
	return "It opens in your browser now."
}
