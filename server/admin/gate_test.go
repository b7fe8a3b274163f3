package admin_test

import (
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
)

// Who does not have the token, or comes by another's name, gets nothing.
func TestWhoGetsIn(t *testing.T) {
	base := start(t, admin.Info{})
	_, port, _ := strings.Cut(strings.TrimPrefix(base, "http://"), ":")
	tests := map[string]struct {
		path   string
		header map[string]string
		want   int
	}{
		"health":                       {"/healthz", nil, 200},
		"health by localhost":          {"/healthz", map[string]string{"Host": "LocalHost:" + port}, 200},
		"health by a name made for it": {"/healthz", map[string]string{"Host": "evil.example:" + port}, 403},
		"health for another page":      {"/healthz", map[string]string{"Origin": "http://evil.example"}, 403},
		"metrics":                      {"/metrics", nil, 401},
		"metrics with the token":       {"/metrics", bearer, 200},
		"the API":                      {"/v1/status", nil, 401},
		"the API with the token":       {"/v1/status", bearer, 200},
		"with another token":           {"/v1/status", map[string]string{"Authorization": "Bearer " + token + "x"}, 401},
		"with an empty token":          {"/v1/status", map[string]string{"Authorization": "Bearer "}, 401},
		"with a password":              {"/v1/status", map[string]string{"Authorization": "Basic " + token}, 401},
		"by a name made for it":        {"/v1/status", map[string]string{"Host": "evil.example:" + port, "Authorization": bearer["Authorization"]}, 403},
		"by that name, another port":   {"/v1/status", map[string]string{"Host": "127.0.0.1:1", "Authorization": bearer["Authorization"]}, 403},
		"by that name, no port":        {"/v1/status", map[string]string{"Host": "localhost", "Authorization": bearer["Authorization"]}, 403},
		"for another page":             {"/v1/status", map[string]string{"Origin": "http://evil.example", "Authorization": bearer["Authorization"]}, 403},
		"for a page at another port":   {"/v1/status", map[string]string{"Origin": "http://127.0.0.1:1", "Authorization": bearer["Authorization"]}, 403},
		"for a page of nowhere":        {"/v1/status", map[string]string{"Origin": "null", "Authorization": bearer["Authorization"]}, 403},
		"for a page of its own":        {"/v1/status", map[string]string{"Origin": base, "Authorization": bearer["Authorization"]}, 200},
		"what is not there":            {"/nothing", nil, 401},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			response, body := question{url: base + tt.path, header: tt.header}.ask(t, direct)
			if response.StatusCode != tt.want {
				t.Errorf("%d %q, want %d", response.StatusCode, body, tt.want)
			}
			if tt.want != 200 && strings.Contains(body, "accounts") {
				t.Errorf("it tells %q", body)
			}
		})
	}
}

// signIn posts the form; origin is the browser's.
func signIn(t *testing.T, base, origin, secret string) *http.Response {
	t.Helper()
	response, body := form(base, origin, "/sign-in", url.Values{"token": {secret}}).ask(t, direct)
	if strings.Contains(body, token) {
		t.Errorf("the token is on the page: %s", body)
	}
	return response
}

func form(base, origin, path string, values url.Values) question {
	q := question{
		method: http.MethodPost, url: base + path, body: values.Encode(),
		header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"},
	}
	if origin != "" {
		q.header["Origin"] = origin
	}
	return q
}

func TestSignIn(t *testing.T) {
	live := &sharing{}
	base := start(t, admin.Info{Desk: newDesk(t, io.Discard, func(c *operator.Config) { c.Live = live })})
	for name, tt := range map[string]struct{ origin, secret string }{
		"without the token":   {base, ""},
		"with another":        {base, "another"},
		"from another page":   {"http://evil.example", token},
		"from nowhere known":  {"", token},
		"from a page nowhere": {"null", token},
	} {
		if r := signIn(t, base, tt.origin, tt.secret); r.StatusCode != http.StatusForbidden || len(r.Cookies()) != 0 {
			t.Errorf("signed in %s: %s %v", name, r.Status, r.Cookies())
		}
	}
	r := signIn(t, base, base, " "+token+"\n") // as it is copied
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/" || len(r.Cookies()) != 1 {
		t.Fatalf("%s %v", r.Status, r.Header)
	}
	cookie := r.Cookies()[0]
	if !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode || strings.Contains(cookie.Value, token) {
		t.Errorf("cookie %+v", cookie)
	}

	with := func(q question, value string) question {
		if q.header == nil {
			q.header = map[string]string{}
		}
		q.header["Cookie"] = cookie.Name + "=" + value
		return q
	}
	status := func(q question) (int, bool) {
		t.Helper()
		response, body := q.ask(t, direct)
		return response.StatusCode, strings.Contains(body, "share.acme.dev")
	}
	end := url.Values{"name": {"shop"}}
	if code, shown := status(with(question{url: base + "/"}, cookie.Value)); code != 200 || !shown {
		t.Errorf("the page with the cookie: %d, shown %v", code, shown)
	}
	for name, value := range map[string]string{
		"none": "", "a later end": "9" + cookie.Value, "another sign": cookie.Value[:len(cookie.Value)-1] + "x", "nonsense": ".", "no end": "x",
	} {
		if code, shown := status(with(question{url: base + "/"}, value)); code != 200 || shown {
			t.Errorf("the page with the cookie %s: %d, shown %v", name, code, shown)
		}
	}
	for name, q := range map[string]question{
		"by another page":     with(form(base, "http://evil.example", "/end", end), cookie.Value),
		"by nowhere known":    with(form(base, "", "/end", end), cookie.Value),
		"without the cookie":  form(base, base, "/end", end),
		"with the API's path": with(question{method: http.MethodDelete, url: base + "/v1/tunnels/shop", header: map[string]string{"Origin": base}}, cookie.Value),
	} {
		if q.ask(t, direct); len(live.endings()) != 0 {
			t.Errorf("%s: ended %q", name, live.endings())
		}
	}
	if code, _ := status(with(form(base, base, "/end", end), cookie.Value)); code != http.StatusSeeOther || !slices.Equal(live.endings(), []string{"shop"}) {
		t.Errorf("by the page itself: %d, ended %q", code, live.endings())
	}
}
