// Package desktopentry writes the commands of .desktop files, by the Desktop
// Entry Specification:
//
//	exec, err := desktopentry.Exec([]string{"/opt/Gotunnel 2/gotunnel", "agent"})
//	fmt.Fprintf(file, "Exec=%s\n", exec)
//
// It knows nothing of the rest of such files.
package desktopentry

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Exec is the value of Exec for a program's path and its arguments. Field codes,
// such as " %u", may be put behind it. Its error says which name is in the way.
func Exec(command []string) (string, error) {
	for _, arg := range command {
		if !utf8.ValidString(arg) || strings.ContainsFunc(arg, unicode.IsControl) {
			return "", fmt.Errorf("%q has characters that can't be written down. Move it to another folder", arg)
		}
	}
	if len(command) == 0 || command[0] == "" || strings.Contains(command[0], "=") {
		return "", fmt.Errorf("desktops can't start %q, because of its name. Move it to another folder", command)
	}
	if strings.Contains(command[0], "%") {
		// GLib looks for the program before it makes one % of two, and finds none.
		command = append([]string{"/usr/bin/env"}, command...)
	}
	quoted := make([]string, len(command))
	for i, arg := range command {
		quoted[i] = quote(arg)
	}
	return strings.Join(quoted, " "), nil
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
