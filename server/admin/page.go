package admin

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the files below
	"encoding/base64"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"gotunnel/server/operator"
	"gotunnel/tunnelcore/bytesize"
	"gotunnel/tunnelcore/pages"
)

// What the page consists of.
const (
	pagePath   = "/"
	endPath    = "/end"
	signInPath = "/sign-in"
)

var (
	//go:embed page.html
	pageHTML string

	//go:embed signin.html
	signInHTML string

	//go:embed page.css
	pageCSS string
)

// page shows the operator how things are, and ends tunnels. It needs no script.
type page struct {
	desk   *operator.Desk
	logger *slog.Logger
}

func (p page) routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.show)
	mux.HandleFunc("POST "+endPath, p.end)
}

func (p page) show(w http.ResponseWriter, r *http.Request) {
	status, err := p.desk.Status(r.Context())
	if err != nil {
		p.logger.ErrorContext(r.Context(), "the page can't be shown", "err", err)
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	render(w, http.StatusOK, "page", status)
}

// end ends the tunnel that the form names. That it is gone already is what was
// wanted.
func (p page) end(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	err := p.desk.EndTunnel(r.Context(), r.PostFormValue("name"))
	if problem, ok := errors.AsType[*operator.Error](err); err != nil && (!ok || problem.Code != operator.NotFound) {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	http.Redirect(w, r, pagePath, http.StatusSeeOther)
}

// showSignIn asks for the token.
func showSignIn(w http.ResponseWriter, status int, problem string) {
	render(w, status, "signin", problem)
}

// style is that of all pages, and what the operator's has of its own.
var style = sync.OnceValue(func() string { return pages.Style() + pageCSS })

var templates = sync.OnceValue(func() *template.Template {
	t := template.New("").Funcs(template.FuncMap{
		"style": func() template.CSS { return template.CSS(style()) }, //nolint:gosec // our own files
		"size":  bytesize.Text, "ago": ago, "bare": bare,
	})
	template.Must(t.New("page").Parse(pageHTML))
	return template.Must(t.New("signin").Parse(signInHTML))
})

// policy allows the page its own style and its own forms, and nothing else.
var policy = sync.OnceValue(func() string {
	sum := sha256.Sum256([]byte(style()))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
})

func render(w http.ResponseWriter, status int, name string, data any) {
	var body bytes.Buffer
	if err := templates().ExecuteTemplate(&body, name, data); err != nil {
		http.Error(w, "The page can't be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", policy())
	h.Set("X-Content-Type-Options", "nosniff")
	// Without this, the form's own Origin would be null.
	h.Set("Referrer-Policy", "same-origin")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the browser may be gone
}

// bare is an address without what everybody knows.
func bare(url string) string {
	_, rest, ok := strings.Cut(url, "://")
	if !ok {
		return url
	}
	return rest
}

// ago is how long ago something was.
func ago(t time.Time) string { return since(time.Since(t)) }
