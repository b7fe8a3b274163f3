// Package autostart has a program started when its person signs in:
//
//	state, err := autostart.State()
//	err = autostart.Enable([]string{executable, "agent", "--hidden"})
//	err = autostart.Disable()
//
// It uses what people find in the settings of their system: an XDG autostart
// entry, the Run key of Windows, a launch agent of macOS. Who switches Gotunnel
// off there means it, so State tells that from a start that was never set up.
//
// It changes nothing by itself: call Enable only when a person just asked for it,
// or to name a program that has moved while the state is On. It starts and stops
// nothing; what it sets up counts from the next time somebody signs in.
package autostart

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Status is what happens at sign-in.
type Status string

// What may happen.
const (
	On          Status = "on"
	Off         Status = "off"
	Refused     Status = "refused"     // it was set up, and its person switched it off in the system's settings
	Unsupported Status = "unsupported" // this system has no such thing
)

// ErrUnsupported is returned by Enable where State is Unsupported.
var ErrUnsupported = errors.New("this computer can't start programs at sign-in")

// checkCommand returns an error for what no system could be told.
func checkCommand(command []string) error {
	if len(command) == 0 || command[0] == "" {
		return errors.New("there is no program to start at sign-in")
	}
	for _, arg := range command {
		if !utf8.ValidString(arg) || strings.ContainsFunc(arg, unicode.IsControl) {
			return fmt.Errorf("%q can't be started at sign-in: its name has characters that can't be written down. Move it to another folder", arg)
		}
	}
	return nil
}
