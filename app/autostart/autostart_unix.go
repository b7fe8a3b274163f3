//go:build unix

package autostart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"gotunnel/app/wholefile"
)

// maxFile is above any such file; ours have some hundred bytes.
const maxFile = 64 << 10

// State reports what happens at sign-in.
func State() (Status, error) {
	name, err := place()
	if err != nil {
		return Unsupported, nil //nolint:nilerr // who has no home folder doesn't sign in
	}
	text, err := wholefile.Read(name, maxFile)
	if errors.Is(err, fs.ErrNotExist) {
		return Off, nil
	}
	if err != nil {
		return Off, fmt.Errorf("what starts at sign-in can't be read: %w", err)
	}
	return statusOf(string(text)), nil
}

// Enable has command started at sign-in: a program's path and its arguments.
func Enable(command []string) error {
	name, err := place()
	if err != nil {
		return ErrUnsupported
	}
	text, err := written(command)
	if err != nil {
		return err
	}
	if state, _ := State(); state == Refused { // what can't be read may be written
		if err := approve(); err != nil {
			return err
		}
	}
	if err := wholefile.Write(name, []byte(text), 0o644); err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	return nil
}

// Disable undoes Enable. A no of its person's own stays written down.
func Disable() error {
	name, err := place()
	if err != nil {
		return nil //nolint:nilerr // nothing was ever enabled
	}
	if state, err := State(); err == nil && state == Refused {
		return nil
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("start at sign-in can't be switched off: %w", err)
	}
	return nil
}
