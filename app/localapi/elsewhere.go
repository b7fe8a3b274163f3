package localapi

import (
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
)

// elsewhere has requests about a share of another program answered by that
// program, so that whoever asks the agent can ask it about every share.
func elsewhere(agent Agent, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := shareIn(r.URL); name != "" {
			if other := agent.Elsewhere(name); other != nil {
				other.answer(w, r)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// shareIn is the share that a path is about; "" if it is about none.
func shareIn(u *url.URL) string {
	rest, ok := strings.CutPrefix(u.EscapedPath(), "/v1/shares/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	name, err := url.PathUnescape(name)
	if err != nil {
		return ""
	}
	return name
}

// answer has a request answered by the client's program.
func (c *Client) answer(w http.ResponseWriter, r *http.Request) {
	proxy := httputil.ReverseProxy{
		Rewrite:       func(p *httputil.ProxyRequest) { p.SetURL(&url.URL{Scheme: "http", Host: "gotunnel"}) },
		Transport:     c.http.Transport,
		FlushInterval: -1, // events
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			fail(w, http.StatusBadGateway, Error{Code: CodeFailed, Message: "The program that shares this does not answer: " + err.Error() + "."})
		},
	}
	proxy.ServeHTTP(w, r)
}
