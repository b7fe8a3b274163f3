package detect

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// warning is what people are told before they share such a port.
func warning(why Reason, port int) string {
	format := map[Reason]string{
		Debugger:  "Port %d is a debugger. Anyone with the link could run code on this computer.",
		DockerAPI: "Port %d is the Docker API. Anyone with the link could take over this computer.",
		Notebook:  "Port %d is Jupyter without a token. Anyone with the link could run code on this computer.",
		Database:  "Port %d is a database. Unless it asks for a password, anyone with the link could read and change what is in it.",
	}[why]
	if format == "" {
		return ""
	}
	return fmt.Sprintf(format, port)
}

// debugs reports whether a port is one by which a program is debugged: the one
// that its command line says, or the usual one of such a program.
func debugs(port int, l listener) bool {
	usual := port == 9222 || port >= 9229 && port <= 9239
	if usual && (l.main == nil || l.main.isOneOf(debugged)) {
		return true
	}
	return slices.ContainsFunc(append(l.all, l.main), func(p *process) bool {
		return p != nil && (p.isOneOf(debuggers) || debugsBy(p.command, port))
	})
}

// debugged are programs that open their usual port for debuggers also without
// an option: Node does when it gets a signal, its children by NODE_OPTIONS.
var debugged = []string{"node", "next-server", "deno", "bun", "chrome", "chromium", "google chrome", "msedge", "electron"}

// debuggers are programs that listen for nothing else.
var debuggers = []string{"dlv", "gdbserver", "lldb-server"}

// debugOptions make a program listen for debuggers, at this port if they say no
// other.
var debugOptions = map[string]int{
	"--inspect": 9229, "--inspect-brk": 9229, "--inspect-wait": 9229, "--inspect-port": 9229, "--debug-port": 9229,
	"--remote-debugging-port": 9222, "-agentlib:jdwp": 5005, "-Xrunjdwp": 5005,
}

// debugsBy reads a command line. A port 0 leaves the choice to the system, so
// that every port of the program may be the debugger's.
func debugsBy(command []string, port int) bool {
	for i, arg := range command {
		name, value, _ := strings.Cut(arg, "=")
		at, ok := debugOptions[name]
		if !ok && strings.HasPrefix(arg, "-Xrunjdwp:") {
			at, ok = debugOptions["-Xrunjdwp"], true
		}
		switch {
		case strings.HasSuffix(strings.ReplaceAll(arg, `\`, "/"), "debugpy/adapter"):
			return true // it has several ports, all of them for debuggers
		case plain(arg) == "debugpy":
			at, ok, value = 5678, true, strings.Join(command[i+1:], " ")
		}
		if given, found := portIn(value); found {
			at = given
		}
		if ok && (at == port || at == 0) {
			return true
		}
	}
	return false
}

// portIn finds the first port in what an option says: 9229, host:9229,
// transport=dt_socket,address=*:5005.
func portIn(value string) (port int, ok bool) {
	for _, word := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" ,=", r) }) {
		last := word[strings.LastIndexByte(word, ':')+1:]
		if n, err := strconv.ParseUint(last, 10, 16); err == nil {
			return int(n), true
		}
	}
	return 0, false
}
