package inspect

import (
	"bytes"
	"encoding/json"
	"mime"
	"slices"
	"strings"
)

// hideBody returns data without secrets: data itself if there are none.
func hideBody(data []byte, contentType string) []byte {
	kind, params, _ := mime.ParseMediaType(contentType)
	if kind == "" {
		kind, _, _ = strings.Cut(strings.ToLower(contentType), ";")
	}
	switch strings.TrimSpace(kind) {
	case "application/x-www-form-urlencoded":
		data = []byte(hideForm(string(data), "&;"))
	case "text/plain", "":
		data = []byte(hideForm(string(data), "&\r\n"))
	case "multipart/form-data":
		data = hideParts(data, params["boundary"])
	}
	return hideFields(data)
}

// hideParts hides the parts of a multipart form that are secrets by their name.
func hideParts(data []byte, boundary string) []byte {
	line, _, _ := bytes.Cut(data, []byte("\n"))
	delimiter := bytes.TrimRight(line, "\r ")
	if boundary != "" {
		delimiter = []byte("--" + boundary)
	}
	if len(delimiter) == 0 {
		return data
	}
	parts := bytes.Split(data, delimiter)
	for i, part := range parts {
		parts[i] = hidePart(part)
	}
	return bytes.Join(parts, delimiter)
}

func hidePart(part []byte) []byte {
	end := endOfHead(part, 0)
	if end < 0 {
		return part
	}
	fields, _ := parseFields(strings.TrimLeft(string(part[:end]), "\r\n"))
	_, params, _ := mime.ParseMediaType(get(fields, "Content-Disposition"))
	if !isSecret(params["name"]) {
		return part
	}
	hidden := slices.Concat(part[:end], []byte(Hidden))
	if bytes.HasSuffix(part[end:], []byte("\r\n")) {
		hidden = append(hidden, "\r\n"...)
	}
	return hidden
}

// longestName is how far apart the quotes of a field's name may be, in bytes.
const longestName = 128

// hideFields hides the JSON fields in p that are secrets by their name. It
// parses no document: it looks for every "name": there is, because bodies are
// cut, come as lines or events, and hold JSON in strings or scripts.
func hideFields(p []byte) []byte {
	var out []byte
	kept := 0 // bytes of p that are in out, or hidden
	for open := bytes.IndexByte(p, '"'); open >= 0; {
		n := bytes.IndexByte(p[open+1:], '"')
		if n < 0 {
			break
		}
		quote := open + 1 + n
		from, to, ok := secretValue(p, open, quote)
		if !ok {
			open = quote
			continue
		}
		out = append(out, p[kept:from]...)
		out = append(out, hiddenString(p, quote)...)
		kept = to
		open = to + bytes.IndexByte(p[to:], '"')
		if open < to {
			break
		}
	}
	if kept == 0 {
		return p
	}
	return append(out, p[kept:]...)
}

// secretValue finds the value of the field whose name stands between the two
// quotes, if that is a secret.
func secretValue(p []byte, open, quote int) (from, to int, ok bool) {
	if quote-open > longestName {
		return 0, 0, false
	}
	from = skipSpace(p, quote+1)
	if from >= len(p) || p[from] != ':' || !isSecret(unescaped(p[open+1:quote])) {
		return 0, 0, false
	}
	from = skipSpace(p, from+1)
	return from, endOfValue(p, from, slashes(p, quote)), true
}

// unescaped undoes \u escapes in a name, if there are any.
func unescaped(name []byte) string {
	var plain string
	if !bytes.Contains(name, []byte(`\u`)) || json.Unmarshal([]byte(`"`+string(name)+`"`), &plain) != nil {
		return string(name)
	}
	return plain
}

// hiddenString is what stands for a value: a string as deep in other strings
// as the name that ends at quote.
func hiddenString(p []byte, quote int) string {
	slash := strings.Repeat(`\`, slashes(p, quote))
	return slash + `"` + Hidden + slash + `"`
}

// slashes counts the backslashes before p[i].
func slashes(p []byte, i int) int {
	n := 0
	for n < i && p[i-1-n] == '\\' {
		n++
	}
	return n
}

func skipSpace(p []byte, i int) int {
	for i < len(p) && strings.IndexByte(" \t\r\n", p[i]) >= 0 {
		i++
	}
	return i
}

// endOfValue finds the end of the JSON value that begins at i, in JSON whose
// quotes have depth backslashes before them; the end of p if there is none.
func endOfValue(p []byte, i, depth int) int {
	level := 0
	for i < len(p) {
		switch p[i] {
		case '"':
			i = endOfString(p, i+1, depth)
			if level == 0 {
				return i
			}
			continue
		case '{', '[':
			level++
		case '}', ']':
			if level--; level <= 0 {
				if level == 0 {
					i++
				}
				return i
			}
		case ',', ' ', '\n', '\r', '\t':
			if level == 0 {
				return i
			}
		}
		i++
	}
	return i
}

// endOfString finds the end of a string that began before i. Each level of
// strings in strings doubles the backslashes, so a quote that ends this one
// has depth of them and any number of escaped backslashes, which are twice
// depth+1 each.
func endOfString(p []byte, i, depth int) int {
	for {
		n := bytes.IndexByte(p[i:], '"')
		if n < 0 {
			return len(p)
		}
		if s := min(slashes(p, i+n), n); s%(2*(depth+1)) == depth {
			return i + n + 1
		}
		i += n + 1
	}
}
