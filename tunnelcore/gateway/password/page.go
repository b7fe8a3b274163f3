package password

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the three files below
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"gotunnel/tunnelcore/pages"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("password").Parse(pageHTML))
})

var style = sync.OnceValue(func() string { return pages.Style() + pageCSS })

// policy allows the page its own style and script, and sending its form here.
var policy = sync.OnceValue(func() string {
	return "default-src 'none'; style-src " + hashSource(style()) + "; script-src " + hashSource(pageJS) +
		"; img-src data:; base-uri 'none'; form-action 'self'"
})

// hashSource names an inline text in a Content-Security-Policy.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// refuse answers a try that did not let the visitor in.
func refuse(w http.ResponseWriter, r *http.Request, v verdict, wait time.Duration, to string) {
	switch v {
	case tooMany:
		w.Header().Set("Retry-After", strconv.Itoa(seconds(wait)))
		ask(w, r, http.StatusTooManyRequests, exhausted(wait), to)
	case wrong:
		ask(w, r, http.StatusUnauthorized, mistaken, to)
	default:
		pages.Busy.Write(w, r)
	}
}

// ask answers with the form, or with plain text for those who do not accept HTML.
// to is where the form leads.
func ask(w http.ResponseWriter, r *http.Request, status int, m message, to string) {
	html := pages.AcceptsHTML(strings.Join(r.Header.Values("Accept"), ","))
	body, kind := plain(m), "text/plain; charset=utf-8"
	if html {
		body, kind = render(m, to), "text/html; charset=utf-8"
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "Accept, Cookie, Authorization")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy())
	h.Set("Referrer-Policy", "same-origin") // with less, browsers hide from us where the form came from
	h.Set("X-Robots-Tag", "noindex")
	h.Set(pages.Header, "password")
	if status == http.StatusUnauthorized && !html && !isBrowser(r) {
		h.Set("WWW-Authenticate", `Basic realm="This preview is private", charset="UTF-8"`)
	}
	if r.ContentLength != 0 { // net/http reads some of a body that nobody wants
		_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(formWait))
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

// isBrowser holds for what a browser fetches for a page, such as an image after
// the cookie has ended: the challenge would make it show its own pop-up.
func isBrowser(r *http.Request) bool {
	return r.Header.Get("Sec-Fetch-Mode") != "" || strings.HasPrefix(r.UserAgent(), "Mozilla/")
}

func plain(m message) []byte {
	return []byte(m.headline + " " + m.detail + "\n" + programs + "\n")
}

func render(m message, to string) []byte {
	var b bytes.Buffer
	err := pageTemplate().Execute(&b, map[string]any{
		"Title":    typographic(strings.TrimSuffix(private.headline, ".")),
		"Headline": typographic(m.headline),
		"Detail":   typographic(m.detail),
		"Failed":   m != private,
		"Action":   formPath + "?" + url.Values{"to": {to}}.Encode(),
		"Label":    label,
		"Submit":   submit,
		"Show":     show,
		"Hide":     hide,
		"Style":    template.CSS(style()), // unescaped: these two are our own files
		"Script":   template.JS(pageJS),
	})
	if err != nil {
		panic(fmt.Sprintf("render the password page: %v", err)) // no input makes it fail
	}
	return b.Bytes()
}

func isTooLarge(err error) bool {
	var tooLarge *http.MaxBytesError
	return errors.As(err, &tooLarge)
}
