package autostart

import (
	"fmt"
	"strings"
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
	if strings.Contains(command[0], "=") {
		return "", fmt.Errorf("%q can't be started at sign-in, because of the = in its name. Move it to another folder", command[0])
	}
	if strings.Contains(command[0], "%") {
		// GLib looks for the program before it makes one % of two, and finds none.
		command = append([]string{"/usr/bin/env"}, command...)
	}
	quoted := make([]string, len(command))
	for i, arg := range command {
		quoted[i] = quote(arg)
	}
	return fmt.Sprintf(entryFormat, strings.Join(quoted, " ")), nil
}

// quote writes one argument of Exec. There are three layers: % begins a field
// code; within quotes four characters are escaped; and as in every value of such
// a file, each backslash of that is written twice.
func quote(arg string) string {
	arg = strings.ReplaceAll(arg, "%", "%%")
	if arg != "" && !strings.ContainsAny(arg, " \"'\\><~|&;$*?#()`") {
		return arg
	}
	arg = strings.NewReplacer(`"`, `\"`, "`", "\\`", "$", `\$`, `\`, `\\`).Replace(arg)
	return `"` + strings.ReplaceAll(arg, `\`, `\\`) + `"`
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
