package pages

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the three files below
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"
	"sync"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed wait.js
var waitJS string

// Set is all pages, rendered once, when the first visitor needs one.
type Set struct {
	rendered func() map[Page]forms
}

// plain are the pages without a link to report anything.
var plain = With("")

// With returns the pages with a link, below the words, by which a visitor can
// report what a share shows: a mailto: or https: URL. Empty: there is no link.
func With(report string) *Set {
	return &Set{sync.OnceValue(func() map[Page]forms { return renderAll(report) })}
}

// forms are one page's two answers.
type forms struct{ html, text *answer }

func renderAll(report string) map[Page]forms {
	tmpl := template.Must(template.New("page").Parse(compact(pageHTML)))
	all := make(map[Page]forms, len(catalogue))
	for p, w := range catalogue {
		all[p] = forms{
			html: newAnswer(p, "text/html; charset=utf-8", renderHTML(tmpl, p, w, report)),
			text: newAnswer(p, "text/plain; charset=utf-8", renderText(w, report)),
		}
	}
	return all
}

func renderHTML(tmpl *template.Template, p Page, w words, report string) []byte {
	var b bytes.Buffer
	err := tmpl.Execute(&b, map[string]any{
		"Page":     p,
		"Title":    typographic(strings.TrimSuffix(w.headline, ".")),
		"Headline": typographic(w.headline),
		"Detail":   typographic(w.detail),
		"Retry":    w.retry,
		"Report":   report,
		"Reported": reportText,
		"Style":    template.CSS(compact(pageCSS)), // unescaped: these two are our own files
		"Script":   template.JS(compact(waitJS)),
	})
	if err != nil {
		panic(fmt.Sprintf("render page %s: %v", p, err)) // no input reaches this; the tests render every page
	}
	return b.Bytes()
}

func renderText(w words, report string) []byte {
	text := strings.TrimSpace(w.headline+" "+w.detail) + "\n"
	if report != "" {
		text += reportText + ": " + report + "\n"
	}
	return []byte(text)
}

func typographic(s string) string { return strings.ReplaceAll(s, "'", "’") }

// compact leaves out what only the reader of a source file needs: indentation,
// empty lines, and lines that are a comment.
func compact(src string) string {
	var b strings.Builder
	for line := range strings.Lines(src) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "//") || strings.HasPrefix(line, "/*") {
			continue
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// policy allows the page its own style, its own script, and asking for its own
// address: not the app's files, which share its origin. It says nothing of
// frames, so that a preview embedded elsewhere can show it is away.
var policy = sync.OnceValue(func() string {
	return "default-src 'none'; style-src " + Hash(compact(pageCSS)) +
		"; script-src " + Hash(compact(waitJS)) +
		"; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"
})

// Hash names an inline text in a Content-Security-Policy: "'sha256-…'".
func Hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
