package gateway

import (
	"maps"
	"net/http"
)

// Headers sets headers in every answer, in place of the app's own of these
// names; an empty value only leaves the app's out. The map may be changed
// afterwards. An upgrade to a WebSocket goes unchanged.
func Headers(set map[string]string) func(http.Handler) http.Handler {
	set = maps.Clone(set)
	apply := func(h http.Header) {
		for name, value := range set {
			h.Del(name)
			if value != "" {
				h.Set(name, value)
			}
		}
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			head := &headWriter{ResponseWriter: w, before: apply}
			next.ServeHTTP(head, r)
			head.begin() // of an answer that nothing was written to
		})
	}
}

// NoIndex keeps a share out of search engines. It leaves robots.txt to the app:
// a crawler that may not read a page would never learn that it is not to list
// its address.
func NoIndex(next http.Handler) http.Handler {
	return Headers(map[string]string{"X-Robots-Tag": "noindex, nofollow"})(next)
}
