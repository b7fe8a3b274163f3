package localapi

import (
	"net/http"
	"net/http/httputil"
	"net/url"
)

// elsewhere has requests about a share of another program answered by that
// program, so that whoever asks an agent can ask it about every share.
func elsewhere(owner Owner, here http.HandlerFunc) http.HandlerFunc {
	agent, ok := owner.(Agent)
	if !ok {
		return here
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if other := agent.Elsewhere(r.PathValue("share")); other != nil {
			other.answer(w, r)
			return
		}
		here(w, r)
	}
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
