package folder

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxPath bounds a decoded path, in bytes: PATH_MAX of Linux, the largest that
// any system opens without ado.
const maxPath = 4096

// split is the decoded path of a request as names from the root down. It is
// false when one of them is hidden. Repeated slashes count as one, as they do on
// a disk.
func split(path string) (names []string, ok bool) {
	if len(path) > maxPath {
		return nil, false
	}
	for name := range strings.SplitSeq(path, "/") {
		if name == "" {
			continue
		}
		if hidden(name) {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

// hidden reports whether visitors never see a file of this name. The rules are
// the same on every system, so that a folder means the same when it is copied:
//
//   - dotfiles, "." and "..", also behind characters that no one sees and that
//     some file systems drop (HFS+)
//   - what separates parts of a path or names a stream on Windows: \ and :
//   - names that Windows reads as others: devices, a dot or space at the end,
//     the 8.3 form of a longer name, which may be a dotfile's
func hidden(name string) bool {
	if strings.HasPrefix(strings.TrimLeftFunc(name, invisible), ".") {
		return true
	}
	return name == "" || strings.ContainsAny(name, "\x00/\\:") ||
		strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") ||
		isDevice(name) || isShort(name)
}

func invisible(r rune) bool { return unicode.Is(unicode.Cf, r) }

var devices = map[string]bool{
	"CON": true, "PRN": true, "AUX": true, "NUL": true, "CONIN$": true, "CONOUT$": true,
}

// isDevice knows what Windows opens as a device, whatever follows a dot.
func isDevice(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	if port, ok := strings.CutPrefix(base, "COM"); ok {
		return isPort(port)
	}
	if port, ok := strings.CutPrefix(base, "LPT"); ok {
		return isPort(port)
	}
	return devices[base]
}

// isPort knows 0 to 9 and the superscripts that Windows takes for digits.
func isPort(s string) bool {
	return utf8.RuneCountInString(s) == 1 && strings.Trim(s, "0123456789¹²³") == ""
}

// isShort knows the form PROGRA~1.HTM: at most 8 characters that end in ~ and a
// number, and an ending of at most 3.
func isShort(name string) bool {
	base, ending, _ := strings.Cut(name, ".")
	tilde := strings.LastIndexByte(base, '~')
	if tilde < 0 || len(base) > 8 || len(ending) > 3 {
		return false
	}
	number := base[tilde+1:]
	return number != "" && strings.Trim(number, "0123456789") == ""
}

// link is the absolute path in a URL to what split gave names for.
func link(names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString("/" + url.PathEscape(name))
	}
	return b.String()
}
