package accesslog

import (
	"cmp"
	"encoding/json"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// line adds an entry's line.
func (f Format) line(b []byte, e Entry) []byte {
	if f == JSON {
		return appendJSON(b, e)
	}
	return appendCommon(b, e)
}

func appendCommon(b []byte, e Entry) []byte {
	visitor := "-"
	if e.Visitor.IsValid() {
		visitor = e.Visitor.String()
	}
	b = append(b, visitor...)
	b = append(b, " - - ["...)
	b = e.Began.UTC().AppendFormat(b, "02/Jan/2006:15:04:05 -0700")
	b = append(b, `] "`...)
	b = escape(b, cmp.Or(e.Method, "-"))
	b = append(b, ' ')
	b = escape(b, cmp.Or(e.Target, "-"))
	b = append(b, ' ')
	b = escape(b, cmp.Or(e.Protocol, "-"))
	b = append(b, `" `...)
	if e.Status == 0 {
		b = append(b, '-')
	} else {
		b = strconv.AppendInt(b, int64(e.Status), 10)
	}
	b = append(b, ' ')
	b = strconv.AppendInt(b, e.Down, 10)
	b = append(b, ' ')
	b = escape(b, cmp.Or(e.Name, "-"))
	b = append(b, ' ')
	b = strconv.AppendInt(b, e.Up, 10)
	b = append(b, ' ')
	b = strconv.AppendInt(b, e.Took.Milliseconds(), 10)
	return append(b, '\n')
}

// escape adds text as Apache does: \" and \\, and \xhh for what is not printable
// ASCII.
func escape(b []byte, text string) []byte {
	const hex = "0123456789abcdef"
	for i := range len(text) {
		switch c := text[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ' || c > '~':
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return b
}

// record is an entry as JSON.
type record struct {
	Time     string `json:"time"`
	Visitor  string `json:"visitor,omitempty"`
	Name     string `json:"name,omitempty"`
	Method   string `json:"method,omitempty"`
	Path     string `json:"path,omitempty"`
	Protocol string `json:"protocol,omitempty"`
	Status   int    `json:"status,omitempty"`
	Up       int64  `json:"bytes_up"`
	Down     int64  `json:"bytes_down"`
	MS       int64  `json:"ms"`
}

func appendJSON(b []byte, e Entry) []byte {
	r := record{
		Time: e.Began.UTC().Format("2006-01-02T15:04:05.000Z07:00"), Name: e.Name, Method: e.Method, Path: e.Target,
		Protocol: e.Protocol, Status: e.Status, Up: e.Up, Down: e.Down, MS: e.Took.Milliseconds(),
	}
	if e.Visitor.IsValid() {
		r.Visitor = e.Visitor.String()
	}
	text, err := json.Marshal(r)
	if err != nil {
		return b // of strings and numbers there is none
	}
	return append(ascii(b, text), '\n')
}

// ascii adds JSON with \u escapes for all that is not ASCII, and for DEL: some of
// it moves a terminal's cursor, or turns the direction of text.
func ascii(b, text []byte) []byte {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		if r < utf8.RuneSelf && r != 0x7f {
			b = append(b, text[0])
		} else {
			for _, unit := range utf16.Encode([]rune{r}) {
				b = append(b, `\u`...)
				b = append(b, strconv.FormatUint(0x10000|uint64(unit), 16)[1:]...)
			}
		}
		text = text[size:]
	}
	return b
}

// maxPath is how much of a path is written, in bytes.
const maxPath = 1024

// path is what is written of a request's target: no query, and of an absolute
// form neither scheme nor host, which may have a password with it.
func path(target string) string {
	path, _, _ := strings.Cut(target, "?")
	if _, rest, ok := strings.Cut(path, "://"); ok && !strings.HasPrefix(path, "/") {
		_, after, _ := strings.Cut(rest, "/")
		path = "/" + after
	}
	switch {
	case len(path) > maxPath:
		return path[:maxPath] + "..."
	case len(target) > maxPath:
		return strings.Clone(path) // so that the query is not kept with it
	}
	return path
}

// of is what is written of an address; the zero one is nothing.
func (v Visitors) of(addr netip.Addr) netip.Addr {
	const ipv4, ipv6 = 24, 48 // what one provider has; and one customer at most
	addr = addr.Unmap().WithZone("")
	bits := ipv6
	if addr.Is4() {
		bits = ipv4
	}
	switch v {
	case Full:
		return addr
	case Network:
		if network, err := addr.Prefix(bits); err == nil {
			return network.Addr()
		}
	case Nobody:
	}
	return netip.Addr{}
}
