package inspect

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"
)

// maxArgument is the longest body that goes into curl's command line, in
// bytes: Linux takes arguments of 128 KiB. A longer one goes through a pipe.
const maxArgument = 64 << 10

// Curl is a command for a POSIX shell that sends the request to the app. The
// lines before it, which begin with #, say what is missing or hidden. It is
// empty when the request is not kept any more.
func (r *Recorder) Curl(id int, reveal bool) string {
	d, ok := r.Request(id, reveal)
	if !ok {
		return ""
	}
	c := curl{url: r.url(&d)}
	c.remarks(&d)
	c.add("curl")
	c.request(&d)
	c.header(&d)
	c.body(&d)
	return c.comments.String() + c.pipe + c.command.String() + "\n"
}

// url is where to send d again.
func (r *Recorder) url(d *Detail) string {
	base := strings.TrimRight(r.upstream(), "/")
	if base == "" {
		base = "http://" + get(d.Request.Header, "Host")
	}
	if !strings.HasPrefix(d.Path, "/") {
		return base + "/"
	}
	return base + d.Path
}

type curl struct {
	url      string
	comments strings.Builder
	pipe     string // what comes before curl
	command  strings.Builder
}

func (c *curl) add(words ...string) {
	for i, w := range words {
		if i > 0 || c.command.Len() > 0 {
			c.command.WriteByte(' ')
		}
		c.command.WriteString(w)
	}
}

func (c *curl) remarks(d *Detail) {
	remark := func(text string) { fmt.Fprintf(&c.comments, "# %s\n", text) }
	if !d.Revealed {
		remark("Secrets are hidden in this command.")
	}
	switch b := d.Request.Body; {
	case b.Encoding != "" && b.Data == nil && b.Raw == nil:
		remark("The body is left out: it is compressed, so what is secret in it can't be hidden.")
	case b.Dropped:
		remark("The body is left out: it made room for newer requests.")
	case b.Truncated:
		remark("The body is longer than what was kept, and is cut here.")
	}
}

// hasBody is false for HEAD: curl sends no body with it.
func hasBody(d *Detail) bool {
	announced := get(d.Request.Header, "Content-Length") != ""
	return d.Method != http.MethodHead && (announced || d.Request.Body.Size > 0)
}

func (c *curl) request(d *Detail) {
	switch {
	case d.Method == http.MethodHead:
		c.add("--head")
	case d.Method != http.MethodGet || hasBody(d):
		c.add("--request", quote(d.Method))
	}
	c.add("--path-as-is", "--globoff")
	if !strings.HasPrefix(d.Path, "/") || strings.Contains(d.Path, "#") {
		c.add("--request-target", quote(d.Path))
	}
	address, _, _ := strings.Cut(c.url, "#")
	c.add("--url", quote(address))
	if strings.HasPrefix(c.url, "https:") {
		c.add("--http1.1")
		if isHere(c.url) {
			c.add("--insecure") // a certificate on loopback is worth nothing
		}
	}
}

func isHere(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Hostname() == "localhost" || u.Hostname() == "::1" || strings.HasPrefix(u.Hostname(), "127."))
}

// header adds the fields as they were, and takes away what curl would add.
func (c *curl) header(d *Detail) {
	own := map[string]bool{"User-Agent": true, "Accept": true}
	if hasBody(d) {
		own["Content-Type"], own["Expect"] = true, true
	}
	for _, f := range d.Request.Header {
		for name := range own {
			if strings.EqualFold(name, f.Name) {
				own[name] = false
			}
		}
		switch {
		case strings.EqualFold(f.Name, "Content-Length"): // curl counts
		case strings.EqualFold(f.Name, "Content-Encoding") && !d.Revealed: // the body below is plain
		case f.Value == "":
			c.add("--header", quote(f.Name+";"))
		default:
			c.add("--header", quote(f.Name+": "+f.Value))
		}
	}
	for _, name := range []string{"User-Agent", "Accept", "Content-Type", "Expect"} {
		if own[name] {
			c.add("--header", quote(name+":"))
		}
	}
	if get(d.Request.Header, "Accept-Encoding") != "" {
		c.add("--compressed")
	}
}

func (c *curl) body(d *Detail) {
	if !hasBody(d) {
		return
	}
	data := d.Request.Body.Data
	if d.Revealed {
		data = d.Request.Body.Raw
	}
	if len(data) <= maxArgument && isText(data) {
		c.add("--data-raw", quote(string(data)))
		return
	}
	c.pipe = "printf " + octal(data) + " | "
	c.add("--data-binary", "@-")
}

// isText is true for what is the same after being shown and copied.
func isText(data []byte) bool {
	return utf8.Valid(data) && !strings.ContainsFunc(string(data), func(r rune) bool {
		return r < ' ' && r != '\n' && r != '\t' || r == 0x7f
	})
}

// quote makes one word for the shell. A control character, which a terminal
// might obey, is made by printf.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('\'')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			b.WriteString(`'\''`)
		case c < ' ' && c != '\n' && c != '\t' || c == 0x7f:
			fmt.Fprintf(&b, `'"$(printf '\%03o')"'`, c)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}

// octal is data as printf's format.
func octal(data []byte) string {
	var b strings.Builder
	b.WriteByte('\'')
	for _, c := range data {
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == ' ' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, `\%03o`, c)
		}
	}
	b.WriteByte('\'')
	return b.String()
}
