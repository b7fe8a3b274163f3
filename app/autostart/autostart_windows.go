package autostart

import (
	"errors"
	"fmt"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

const (
	valueName   = "Gotunnel" // as people see it in Task Manager
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
	// maxRun is how long Windows' documentation lets a command of the Run key be.
	maxRun = 260
)

// State reports what happens at sign-in.
func State() (Status, error) {
	run, err := read(runKey, func(k registry.Key) error {
		_, _, err := k.GetStringValue(valueName)
		return err
	})
	if err != nil || !run {
		return Off, err
	}
	var data []byte
	_, err = read(approvedKey, func(k registry.Key) (err error) {
		data, _, err = k.GetBinaryValue(valueName)
		return err
	})
	switch {
	case err != nil:
		return Off, err
	case disapproved(data):
		return Refused, nil
	}
	return On, nil
}

// Enable has command started at sign-in: a program's path and its arguments.
func Enable(command []string) error {
	if err := checkCommand(command); err != nil {
		return err
	}
	line := windows.ComposeCommandLine(command)
	if len(line) > maxRun {
		return fmt.Errorf("%q can't be started at sign-in, because its path is too long. Move it to another folder", command[0])
	}
	if err := remove(approvedKey); err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	k, _, err := registry.CreateKey(registry.CURRENT_USER, runKey, registry.SET_VALUE)
	if err == nil {
		defer k.Close()
		err = k.SetStringValue(valueName, line)
	}
	if err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	return nil
}

// Disable undoes Enable. A no of its person's own stays written down.
func Disable() error {
	if state, err := State(); err == nil && state == Refused {
		return nil
	}
	if err := remove(runKey); err != nil {
		return fmt.Errorf("start at sign-in can't be switched off: %w", err)
	}
	return nil
}

// read has f look at a key, and reports whether what it looks for is there.
func read(path string, f func(registry.Key) error) (found bool, err error) {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
	if err == nil {
		defer k.Close()
		err = f(k)
	}
	if errors.Is(err, registry.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("what starts at sign-in can't be read: %w", err)
	}
	return true, nil
}

// remove takes our value out of a key, if it is there.
func remove(path string) error {
	k, err := registry.OpenKey(registry.CURRENT_USER, path, registry.SET_VALUE)
	if err == nil {
		defer k.Close()
		err = k.DeleteValue(valueName)
	}
	if errors.Is(err, registry.ErrNotExist) {
		return nil
	}
	return err
}
