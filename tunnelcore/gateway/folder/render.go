package folder

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"sync"
)

//go:embed gallery.html missing.html
var pageFiles embed.FS

//go:embed page.css
var pageCSS string

var templates = sync.OnceValue(func() *template.Template {
	words := map[string]string{
		"home": wordsHome, "folders": wordsFolders, "pages": wordsPages, "others": wordsOthers,
		"empty": wordsEmpty, "appear": wordsAppear, "more": wordsMore,
		"missing": wordsMissing, "check": wordsCheck,
	}
	return template.Must(template.New("").Funcs(template.FuncMap{
		"words":  func(name string) string { return words[name] },
		"style":  func() template.CSS { return template.CSS(pageCSS) }, // our own files: unescaped
		"script": func() template.JS { return template.JS(reloadJS) },
	}).ParseFS(pageFiles, "*.html"))
})

// render makes a page of our own. It is in memory as a whole, at most 5 MB, so
// that HEAD, ranges and revalidation work as they do for files.
func render(name string, data any) []byte {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, name, data); err != nil {
		panic(fmt.Sprintf("render %s: %v", name, err)) // no input reaches this; the tests render both
	}
	return b.Bytes()
}

// missing answers all that cannot be shown, whatever the reason. Its page waits
// for changes as well: a build that deletes a page makes it again.
func (v visit) missing() {
	h := v.w.Header()
	h.Set("Vary", "Accept")
	h.Set("Cache-Control", "no-store")
	body := []byte(wordsMissing + "\n")
	if v.wantsPage() {
		setPageHeader(h)
		body = render("missing.html", v.state)
	} else {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		h.Set("X-Content-Type-Options", "nosniff")
	}
	v.w.WriteHeader(http.StatusNotFound)
	if v.r.Method != http.MethodHead {
		_, _ = v.w.Write(body)
	}
}

func setPageHeader(h http.Header) {
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", policy())
}

// policy allows a page of ours its own style and script, and the latter to wait
// for changes. The folder's files share its origin, and are not for it.
var policy = sync.OnceValue(func() string {
	return "default-src 'none'; style-src " + hashSource(pageCSS) + "; script-src " + hashSource(reloadJS) +
		"; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
})

// hashSource names an inline text in a Content-Security-Policy.
func hashSource(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
