package inspect

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// again is the request as bytes for the app, with edit (or nil) applied.
func (e *entry) again(edit *Edit) ([]byte, error) {
	m := e.request
	if edit == nil {
		edit = &Edit{}
	}
	if e.upgraded || m.method == "CONNECT" || hasToken(m.header, "Connection", "upgrade") {
		return nil, ErrUpgraded
	}
	if edit.Body == nil && (m.body.cut || !e.asked) {
		return nil, ErrCut
	}
	m.apply(edit)
	if err := m.check(); err != nil {
		return nil, err
	}
	chunked := edit.Body == nil && hasToken(m.header, "Transfer-Encoding", "chunked")
	if !chunked {
		m.header, m.trailer = fitted(m.header, len(m.body.data)), nil
	}
	return m.bytes(chunked), nil
}

// apply replaces what edit says. It changes no slice of the original.
func (m *message) apply(edit *Edit) {
	if edit.Method != "" {
		m.method = edit.Method
	}
	if edit.Path != "" {
		m.target = edit.Path
	}
	if edit.Body != nil {
		m.body.data = edit.Body
	}
	switch {
	case edit.Header != nil:
		m.header = edit.Header
	case edit.Body != nil:
		m.header = without(m.header, "Content-Encoding")
	}
}

// check refuses what would not be one request.
func (m *message) check() error {
	if !isToken(m.method) {
		return fmt.Errorf("%q is not a method: use one word such as GET", m.method)
	}
	if m.target == "" || strings.ContainsFunc(m.target, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return errors.New("the path must not be empty or contain spaces: write %20 for a space")
	}
	for _, f := range m.header {
		if !isToken(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") {
			return fmt.Errorf("the header field %q is not valid: a name is one word and a value one line", f.Name)
		}
	}
	return nil
}

// fitted is header with the Content-Length of a body of n bytes, in the place
// where one was, and without Transfer-Encoding.
func fitted(header []Field, n int) []Field {
	length := Field{Name: "Content-Length", Value: strconv.Itoa(n)}
	fit := make([]Field, 0, len(header)+1)
	placed := false
	for _, f := range header {
		switch {
		case strings.EqualFold(f.Name, "Transfer-Encoding"):
		case !strings.EqualFold(f.Name, "Content-Length"):
			fit = append(fit, f)
		case !placed:
			placed = true
			fit = append(fit, Field{Name: f.Name, Value: length.Value})
		}
	}
	if !placed && n > 0 {
		fit = append(fit, length)
	}
	return fit
}

func without(header []Field, name string) []Field {
	rest := make([]Field, 0, len(header))
	for _, f := range header {
		if !strings.EqualFold(f.Name, name) {
			rest = append(rest, f)
		}
	}
	return rest
}

// bytes is the message on the wire. A chunked body is one chunk.
func (m *message) bytes(chunked bool) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s %s\r\n", m.method, m.target, m.proto)
	writeFields(&b, m.header)
	if !chunked {
		b.Write(m.body.data)
		return b.Bytes()
	}
	if len(m.body.data) > 0 {
		fmt.Fprintf(&b, "%x\r\n%s\r\n", len(m.body.data), m.body.data)
	}
	b.WriteString("0\r\n")
	writeFields(&b, m.trailer)
	return b.Bytes()
}

func writeFields(b *bytes.Buffer, fields []Field) {
	for _, f := range fields {
		fmt.Fprintf(b, "%s: %s\r\n", f.Name, f.Value)
	}
	b.WriteString("\r\n")
}
