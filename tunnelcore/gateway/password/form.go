package password

import (
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// formPath is where the form is sent.
	formPath = "/.gotunnel/password"
	// maxForm is how much of a form is read, in bytes.
	maxForm = 4 << 10
	// formWait is how long a form may take to come: it is one packet.
	formWait = 10 * time.Second
)

// serveForm takes the form, and shows it to those who open its address.
func (g *Guard) serveForm(l *lock, w http.ResponseWriter, r *http.Request) {
	to := local(r.URL.Query().Get("to"))
	if l.open { // it was asked for before the password was taken away
		seeOther(w, to)
		return
	}
	switch r.Method {
	case http.MethodPost:
		g.takeForm(l, w, r, to)
	case http.MethodGet, http.MethodHead:
		if g.signedIn(l, r) {
			seeOther(w, to)
			return
		}
		ask(w, r, http.StatusUnauthorized, private, to)
	default:
		w.Header().Set("Allow", "GET, HEAD, POST")
		ask(w, r, http.StatusMethodNotAllowed, private, to)
	}
}

// takeForm signs a visitor in.
func (g *Guard) takeForm(l *lock, w http.ResponseWriter, r *http.Request, to string) {
	if http.NewCrossOriginProtection().Check(r) != nil {
		ask(w, r, http.StatusForbidden, private, to)
		return
	}
	password, status := readForm(w, r)
	if status != http.StatusOK {
		ask(w, r, status, mistaken, to)
		return
	}
	if password == "" {
		ask(w, r, http.StatusUnauthorized, private, to)
		return
	}
	v, wait := g.try(r.Context(), l, visitor(r.RemoteAddr), password)
	if v != right {
		refuse(w, r, v, wait, to)
		return
	}
	http.SetCookie(w, g.cookie(l, time.Now()))
	seeOther(w, to)
}

// readForm returns the password, or the status of an answer to a form that can't
// be read.
func readForm(w http.ResponseWriter, r *http.Request) (password string, status int) {
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(formWait)) // where there is a connection
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	err := r.ParseForm()
	_ = control.SetReadDeadline(time.Time{})
	switch {
	case isTooLarge(err):
		return "", http.StatusRequestEntityTooLarge
	case err != nil:
		return "", http.StatusBadRequest
	}
	return strings.TrimSpace(r.PostForm.Get("password")), http.StatusOK
}

// seeOther leads to an address of this share. http.Redirect would tidy up the
// path, and "/a//b" is not "/a/b" to every app.
func seeOther(w http.ResponseWriter, to string) {
	w.Header().Set("Location", to)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusSeeOther)
}

// target is the address that a request asked for, without the origin.
func target(r *http.Request) string { return local(r.URL.RequestURI()) }

// local is a path and query within this share, made of anything. What is no path
// gives "/". A path that begins with two slashes would name another host: in
// front of it a dot, which browsers take away, keeps it a path.
func local(uri string) string {
	u, err := url.Parse("http://share" + uri)
	if err != nil || !strings.HasPrefix(uri, "/") {
		return "/"
	}
	to := (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery, ForceQuery: u.ForceQuery}).RequestURI()
	if strings.HasPrefix(to, "//") {
		return "/." + to
	}
	return to
}
