//go:build unix && !darwin

package autostart

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// entryFile is where desktops look for what a person has started.
func entryFile() (string, error) {
	config, err := os.UserConfigDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(config, "autostart", "gotunnel.desktop"), nil
}

// State reports what happens at sign-in.
func State() (Status, error) {
	name, err := entryFile()
	if err != nil {
		return Unsupported, nil //nolint:nilerr // who has no home folder doesn't sign in
	}
	text, err := readFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return Off, nil
	}
	if err != nil {
		return Off, err
	}
	return entryStatus(text), nil
}

// Enable has command started at sign-in: a program's path and its arguments.
func Enable(command []string) error {
	name, err := entryFile()
	if err != nil {
		return ErrUnsupported
	}
	text, err := desktopEntry(command)
	if err != nil {
		return err
	}
	return writeFile(name, text)
}

// Disable undoes Enable. A no of its person's own stays written down.
func Disable() error {
	name, err := entryFile()
	if err != nil {
		return nil //nolint:nilerr // nothing was ever enabled
	}
	if state, err := State(); err == nil && state == Refused {
		return nil
	}
	return removeFile(name)
}
