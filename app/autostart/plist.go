package autostart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// label is what launchd knows the agent by; its file is called the same.
const label = "gotunnel.agent"

const plistFormat = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>%s</string>
	<key>ProgramArguments</key>
	<array>
%s	</array>
	<key>RunAtLoad</key>
	<true/>
	<key>LimitLoadToSessionType</key>
	<string>Aqua</string>
	<key>ProcessType</key>
	<string>Interactive</string>
</dict>
</plist>
`

// plist is the file that has launchd start a command when a person signs in at
// the screen.
func plist(command []string) (string, error) {
	if err := checkCommand(command); err != nil {
		return "", err
	}
	var args strings.Builder
	for _, arg := range command {
		args.WriteString("\t\t<string>")
		if err := xml.EscapeText(&args, []byte(arg)); err != nil {
			return "", err
		}
		args.WriteString("</string>\n")
	}
	return fmt.Sprintf(plistFormat, label, args.String()), nil
}

// plistStatus reads such a file. One with the key Disabled was switched off by
// hand.
func plistStatus(text string) Status {
	decoder := xml.NewDecoder(strings.NewReader(text))
	key := ""
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && key != "" {
			return On
		}
		if err != nil {
			return Off // launchd can't read it either
		}
		start, ok := token.(xml.StartElement)
		switch {
		case ok && start.Name.Local == "key":
			if decoder.DecodeElement(&key, &start) != nil {
				return Off
			}
		case ok && start.Name.Local == "true" && key == "Disabled":
			return Refused
		}
	}
}

// switchedOff reads what "launchctl print-disabled" says of the agent. Systems
// before macOS 13 say true for disabled.
func switchedOff(list string) bool {
	for line := range strings.Lines(list) {
		name, state, ok := strings.Cut(strings.TrimSpace(line), " => ")
		if ok && strings.Trim(name, `"`) == label {
			return state == "disabled" || state == "true"
		}
	}
	return false
}
