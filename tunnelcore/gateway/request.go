package gateway

import (
	"net"
	"net/http"
	"net/http/httputil"
	"strings"
)

// rewrite makes of a visitor's request the one that the app is to get. The
// caller, ReverseProxy, has left out the headers of the visitor's connection.
func (a *addresses) rewrite(profile Profile, r *httputil.ProxyRequest) {
	sameTarget(r)
	r.Out.Trailer = r.In.Trailer                          // the one that is filled when the body has come to its end
	r.Out.URL.Scheme, r.Out.URL.Host = "http", a.own.host // where to dial is Dial's to know
	dropForwarding(r.Out.Header)
	if host, _, err := net.SplitHostPort(r.In.RemoteAddr); err == nil {
		r.Out.Header["X-Forwarded-For"] = []string{host}
	}
	if strings.EqualFold(r.Out.Header.Get("Upgrade"), "h2c") {
		dropUpgrade(r.Out.Header) // policy sees requests, and no further one inside HTTP/2
	}
	if profile == Public {
		r.Out.Host = r.In.Host
		r.Out.Header["X-Forwarded-Host"] = []string{r.In.Host}
		r.Out.Header["X-Forwarded-Proto"] = []string{a.public.scheme}
		return
	}
	r.Out.Host = a.own.host
	replaceEach(r.Out.Header["Origin"], a.toOwn)
	replaceEach(r.Out.Header["Referer"], a.toOwn)
}

// sameTarget has the app see path and query in the visitor's own spelling:
// where they can be written in several ways, net/url has its preferences.
func sameTarget(r *httputil.ProxyRequest) {
	out := r.Out.URL
	out.RawQuery, out.ForceQuery = r.In.URL.RawQuery, r.In.URL.ForceQuery
	path, _, _ := strings.Cut(r.In.RequestURI, "?")
	if strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") { // which net/url takes for a host
		out.Opaque = path
	}
}

// dropForwarding leaves out what a visitor claims about where he is and what
// he asked for. Some apps take _ for -.
func dropForwarding(h http.Header) {
	for name := range h {
		if !strings.ContainsRune("XFTxft", rune(name[0])) {
			continue // spares most names the copies below
		}
		switch spelled := strings.ReplaceAll(strings.ToLower(name), "_", "-"); {
		case strings.HasPrefix(spelled, "x-forwarded"),
			spelled == "forwarded", spelled == "x-real-ip",
			spelled == "x-client-ip", spelled == "true-client-ip":
			delete(h, name)
		}
	}
}

func dropUpgrade(h http.Header) {
	delete(h, "Upgrade")
	delete(h, "Connection")
}

// isUpgrade reports whether a request wants to leave HTTP, as WebSockets do.
func isUpgrade(r *http.Request) bool { return r.Header.Get("Upgrade") != "" }

func replaceEach(values []string, replace func(string) string) {
	for i, v := range values {
		values[i] = replace(v)
	}
}
