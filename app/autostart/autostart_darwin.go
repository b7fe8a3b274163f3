package autostart

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// launchctlPatience is for a program that answers at once or not at all.
const launchctlPatience = 2 * time.Second

func agentFile() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(home, "Library", "LaunchAgents", label+".plist"), nil
}

// launchctl asks launchd about this person's agents.
func launchctl(verb, object string) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), launchctlPatience)
	defer cancel()
	text, err := exec.CommandContext(ctx, "/bin/launchctl", verb, fmt.Sprintf("gui/%d%s", os.Getuid(), object)).Output()
	return string(text), err
}

// State reports what happens at sign-in.
func State() (Status, error) {
	name, err := agentFile()
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
	status := plistStatus(text)
	// A launchd that does not answer has switched nothing off.
	if list, err := launchctl("print-disabled", ""); status == On && err == nil && switchedOff(list) {
		status = Refused
	}
	return status, nil
}

// Enable has command started at sign-in: a program's path and its arguments.
func Enable(command []string) error {
	name, err := agentFile()
	if err != nil {
		return ErrUnsupported
	}
	text, err := plist(command)
	if err != nil {
		return err
	}
	state, err := State()
	if err != nil {
		return err
	}
	if state == Refused {
		if _, err := launchctl("enable", "/"+label); err != nil {
			return fmt.Errorf("start at sign-in is switched off in System Settings, and can only be switched on there: %w", err)
		}
	}
	return writeFile(name, text)
}

// Disable undoes Enable. A no of its person's own stays written down.
func Disable() error {
	name, err := agentFile()
	if err != nil {
		return nil //nolint:nilerr // nothing was ever enabled
	}
	if state, err := State(); err == nil && state == Refused {
		return nil
	}
	return removeFile(name)
}
