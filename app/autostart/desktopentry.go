package autostart

import (
	"fmt"
	"strings"

	"gotunnel/app/desktopentry"
)

const entryFormat = `[Desktop Entry]
Type=Application
Name=Gotunnel
Comment=Brings your shares back when you sign in
Exec=%s
Terminal=false
X-GNOME-Autostart-enabled=true
`

// desktopEntry is the file that has a command started, by the Desktop Entry
// Specification.
func desktopEntry(command []string) (string, error) {
	if err := checkCommand(command); err != nil {
		return "", err
	}
	exec, err := desktopentry.Exec(command)
	if err != nil {
		return "", fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	return fmt.Sprintf(entryFormat, exec), nil
}

// entryStatus reads what desktops make of such a file when their settings
// switch it off.
func entryStatus(text string) Status {
	status, group := Off, ""
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			group = line
		}
		key, value, ok := strings.Cut(line, "=")
		if !ok || group != "[Desktop Entry]" {
			continue
		}
		switch key, value = strings.TrimSpace(key), strings.TrimSpace(value); {
		case key == "Hidden" && value == "true", key == "X-GNOME-Autostart-enabled" && value == "false":
			return Refused
		case key == "Exec" && value != "":
			status = On
		}
	}
	return status
}
