package admin

import (
	"net/http"
	"slices"
	"strings"

	"gotunnel/server/operator"
)

// gate lets who has the token pass to what is on a private address. It stands
// before everything there, since whoever gets a browser to speak to that address
// is on the operator's side of the firewall.
type gate struct {
	hosts []string
	token string
	next  http.Handler
}

func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	origin := r.Header.Get("Origin")
	switch {
	case !slices.Contains(g.hosts, strings.ToLower(r.Host)):
		// A name that an attacker made to lead here (DNS rebinding).
		refuse(w, http.StatusForbidden, "This address does not answer to that name. Use "+g.hosts[0]+".")
	case origin != "" && origin != "http://"+strings.ToLower(r.Host):
		refuse(w, http.StatusForbidden, "Another page may not do this.")
	case r.URL.Path == "/healthz":
		g.next.ServeHTTP(w, r)
	case r.URL.Path == signInPath:
		g.signIn(w, r)
	default:
		g.admit(w, r)
	}
}

// admit finds out who asks. A browser's cookie is for the page alone: it goes to
// every port of this host, so what it lets its thief do is little.
func (g *gate) admit(w http.ResponseWriter, r *http.Request) {
	bearer, isBearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	isPage := r.URL.Path == pagePath || r.URL.Path == endPath
	switch {
	case isBearer && same(bearer, g.token):
		g.pass(w, r, "bearer token")
	case isPage && g.isSignedIn(r) && (r.Method == http.MethodGet || r.Header.Get("Origin") != ""):
		g.pass(w, r, "bearer token, at the page")
	case isPage:
		showSignIn(w, http.StatusOK, "")
	default:
		w.Header().Set("WWW-Authenticate", `Bearer realm="gotunneld"`)
		refuse(w, http.StatusUnauthorized, "This needs the token from "+TokenFile+" in the server's data folder, as a bearer token.")
	}
}

func (g *gate) pass(w http.ResponseWriter, r *http.Request, who string) {
	g.next.ServeHTTP(w, r.WithContext(operator.As(r.Context(), who)))
}
