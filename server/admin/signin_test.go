package admin

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

func TestCookieEnds(t *testing.T) {
	g := &gate{token: "secret"}
	for name, tt := range map[string]struct {
		value string
		want  bool
	}{
		"in time":          {g.cookie(time.Now().Add(time.Minute)), true},
		"too late":         {g.cookie(time.Now().Add(-time.Second)), false},
		"of another token": {(&gate{token: "other"}).cookie(time.Now().Add(time.Minute)), false},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.AddCookie(&http.Cookie{Name: cookieName, Value: tt.value})
		if got := g.isSignedIn(r); got != tt.want {
			t.Errorf("%s: signed in: %v", name, got)
		}
	}
}
