package gateway

import (
	"net"
	"strings"
)

// origin is how an absolute URL begins: a scheme and a host with its port, in
// lower case and without the port that goes without saying. The scheme is ""
// in a URL that begins with two slashes.
type origin struct{ scheme, host string }

// parseOrigin is s as an origin, or the zero origin if s is more or less.
func parseOrigin(s string) origin {
	o, rest, ok := cutOrigin(s)
	if !ok || strings.Trim(rest, "/") != "" {
		return origin{}
	}
	return o
}

// cutOrigin takes an absolute URL apart behind its host; false for any other
// text. rest is as it was.
func cutOrigin(url string) (o origin, rest string, ok bool) {
	scheme, rest, ok := strings.Cut(url, "//")
	if !ok {
		return origin{}, "", false
	}
	o.scheme, ok = schemeOf(scheme)
	if !ok {
		return origin{}, "", false
	}
	end := strings.IndexAny(rest, `/\?#`) // browsers take \ for /
	if end < 0 {
		end = len(rest)
	}
	o.host = browserHost(o.scheme, rest[:end])
	return o, rest[end:], o.host != ""
}

// schemeOf reads "http:"; "" is the scheme of the page that has the URL.
func schemeOf(s string) (scheme string, ok bool) {
	switch s := strings.ToLower(s); s {
	case "", "http:", "https:", "ws:", "wss:":
		return strings.TrimSuffix(s, ":"), true
	}
	return "", false
}

// browserHost is a host and port as a browser writes them in Host and Origin.
func browserHost(scheme, host string) string {
	host = strings.ToLower(host)
	switch scheme {
	case "http", "ws":
		return strings.TrimSuffix(host, ":80")
	case "https", "wss":
		return strings.TrimSuffix(host, ":443")
	}
	return host
}

func (o origin) String() string {
	if o.scheme == "" {
		return "//" + o.host
	}
	return o.scheme + "://" + o.host
}

// webSocket is what a page of a scheme opens WebSockets by.
var webSocket = map[string]string{"http": "ws", "https": "wss"}

// spelled is o in the kind of URL that scheme begins, where own is the scheme
// of the app itself: an ordinary one, a WebSocket's, or one without a scheme.
// It is false for a scheme that is not the app's.
func (o origin) spelled(scheme, own string) (origin, bool) {
	switch scheme {
	case own:
		return o, true
	case webSocket[own]:
		return origin{webSocket[o.scheme], o.host}, true
	case "":
		return origin{"", o.host}, true
	}
	return origin{}, false
}

// hostname is a host without its port.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return strings.Trim(host, "[]")
}
