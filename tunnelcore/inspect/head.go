package inspect

import (
	"net/textproto"
	"strconv"
	"strings"
	"unsafe"
)

// head is a request's or an answer's start line and header.
type head struct {
	method, target string // of a request
	status         int    // of an answer
	reason         string
	proto          string
	header         []Field
}

// cost is the memory that h takes, in bytes.
func (h *head) cost() int {
	return len(h.method) + len(h.target) + len(h.reason) + len(h.proto) + cost(h.header)
}

func cost(fields []Field) int {
	n := cap(fields) * int(unsafe.Sizeof(Field{}))
	for _, f := range fields {
		n += len(f.Name) + len(f.Value)
	}
	return n
}

// framing says what follows a head and how long it is.
type framing struct {
	follows follows
	length  int64 // of sized
}

type follows int

const (
	nothing follows = iota
	sized
	chunks
	untilClose
	another // head: this one was a 1xx
)

func parseRequest(raw string) (head, error) {
	line, rest := cutLine(raw)
	method, target, ok := strings.Cut(line, " ")
	target, proto, ok2 := strings.Cut(target, " ")
	if !ok || !ok2 || !isToken(method) || target == "" || !isHTTP1(proto) {
		return head{}, errNotHTTP
	}
	fields, err := parseFields(rest)
	return head{method: method, target: target, proto: proto, header: fields}, err
}

func parseAnswer(raw string) (head, error) {
	line, rest := cutLine(raw)
	proto, status, ok := strings.Cut(line, " ")
	code, reason, _ := strings.Cut(strings.TrimLeft(status, " "), " ")
	n, err := strconv.ParseUint(code, 10, 16)
	if !ok || err != nil || len(code) != 3 || !isHTTP1(proto) {
		return head{}, errNotHTTP
	}
	fields, err := parseFields(rest)
	return head{status: int(n), reason: reason, proto: proto, header: fields}, err
}

// isHTTP1 is true for what net/http takes: it knows no 1.2, but reads it.
func isHTTP1(proto string) bool {
	version, ok := strings.CutPrefix(proto, "HTTP/")
	return ok && len(version) == 3 && version[1] == '.' &&
		(version[0] == '0' || version[0] == '1') && isDigit(version[2])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// parseFields reads header lines up to the empty one. Lines that go on with
// white space are joined with a space.
func parseFields(raw string) ([]Field, error) {
	fields := make([]Field, 0, strings.Count(raw, "\n"))
	for {
		line, rest := cutLine(raw)
		raw = rest
		if line == "" {
			return fields, nil
		}
		if line[0] == ' ' || line[0] == '\t' {
			if len(fields) == 0 {
				return nil, errNotHTTP
			}
			last := &fields[len(fields)-1]
			last.Value = strings.Trim(last.Value+" "+strings.Trim(line, " \t"), " \t")
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !isToken(strings.ReplaceAll(name, " ", "")) {
			return nil, errNotHTTP
		}
		fields = append(fields, Field{Name: name, Value: strings.Trim(value, " \t")})
	}
}

// cutLine cuts at the first LF and takes a CR before it off.
func cutLine(raw string) (line, rest string) {
	line, rest, _ = strings.Cut(raw, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

func isToken(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c <= ' ' || c >= 0x7f || strings.IndexByte(`"(),/:;<=>?@[\]{}`, c) >= 0 {
			return false
		}
	}
	return s != ""
}

// framing reads the fields that say how long the body is, as net/http does.
func (h *head) framing() (framing, error) {
	var encodings, lengths []string
	for _, f := range h.header {
		switch {
		case strings.EqualFold(f.Name, "Transfer-Encoding") && h.proto >= "HTTP/1.1":
			encodings = append(encodings, f.Value)
		case strings.EqualFold(f.Name, "Content-Length"):
			lengths = append(lengths, f.Value)
		}
	}
	n, err := contentLength(lengths)
	switch {
	case err != nil:
		return framing{}, err
	case len(encodings) > 1 || len(encodings) == 1 && !strings.EqualFold(encodings[0], "chunked"):
		return framing{}, errNotHTTP
	case len(encodings) == 1:
		return framing{follows: chunks}, nil
	case len(lengths) > 0:
		return framing{follows: sized, length: n}, nil
	}
	return framing{}, nil
}

// answerFraming is framing for the answer to a request of the given method.
func (h *head) answerFraming(method string) (framing, error) {
	f, err := h.framing()
	switch {
	case err != nil:
		return f, err
	case h.status/100 == 1:
		return framing{follows: another}, nil
	case method == "HEAD" || h.status == 204 || h.status == 304:
		return framing{}, nil
	case f.follows == nothing:
		return framing{follows: untilClose}, nil
	}
	return f, nil
}

func contentLength(values []string) (int64, error) {
	if len(values) == 0 {
		return 0, nil
	}
	for _, v := range values[1:] {
		if v != values[0] {
			return 0, errNotHTTP
		}
	}
	n, err := strconv.ParseUint(textproto.TrimString(values[0]), 10, 63)
	if err != nil {
		return 0, errNotHTTP
	}
	return int64(n), nil
}

// chunkSize reads the line before a chunk and ignores its extensions.
func chunkSize(line []byte) (int64, bool) {
	size, _, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), ";")
	n, err := strconv.ParseUint(strings.TrimRight(size, " \t"), 16, 63)
	return int64(n), err == nil
}

// get is the value of the first field of that name.
func get(fields []Field, name string) string {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f.Value
		}
	}
	return ""
}

// hasToken looks for a word in the comma separated values of a field.
func hasToken(fields []Field, name, token string) bool {
	for _, f := range fields {
		if !strings.EqualFold(f.Name, name) {
			continue
		}
		for word := range strings.SplitSeq(f.Value, ",") {
			if strings.EqualFold(strings.TrimSpace(word), token) {
				return true
			}
		}
	}
	return false
}
