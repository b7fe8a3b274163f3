package autostart

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// launchctlPatience is for a program that answers at once or not at all.
const launchctlPatience = 2 * time.Second

// place is where launchd looks for what a person has started.
func place() (string, error) {
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

func written(command []string) (string, error) { return plist(command) }

// statusOf also asks launchd. One that does not answer has switched nothing off.
func statusOf(text string) Status {
	status := plistStatus(text)
	if status != On {
		return status
	}
	if list, err := launchctl("print-disabled", ""); err == nil && switchedOff(list) {
		return Refused
	}
	return On
}

// approve takes back the no that is in the system's settings.
func approve() error {
	if _, err := launchctl("enable", "/"+label); err != nil {
		return fmt.Errorf("start at sign-in is switched off in System Settings, and can only be switched on there: %w", err)
	}
	return nil
}
