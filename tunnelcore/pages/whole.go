package pages

import (
	"bytes"
	"fmt"
	"net/http"
)

// Whole is a complete HTTP/1.1 response with Connection: close, for a page that
// another package makes. A field is "Name: value"; the length is added. With
// headOnly set, for a HEAD request, it ends after the header.
func Whole(status int, body string, headOnly bool, fields ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\nContent-Length: %d\r\nConnection: close\r\n", status, http.StatusText(status), len(body))
	for _, f := range fields {
		b.WriteString(f + "\r\n")
	}
	b.WriteString("\r\n")
	if !headOnly {
		b.WriteString(body)
	}
	return b.Bytes()
}
