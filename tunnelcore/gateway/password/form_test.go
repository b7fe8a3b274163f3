package password

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

func TestForm(t *testing.T) {
	text := "Content-Type: text/plain\n"
	tests := []struct {
		name, fields, body string
		status             int
		says               string
	}{
		{"right", "", "password=" + pass, 303, ""},
		{"right, with more", "", "a=b&password=" + pass + "&password=x", 303, ""},
		{"right, from this page", "Origin: http://shop\n", "password=" + pass, 303, ""},
		{"right, as browsers say", "Origin: null\nSec-Fetch-Site: same-origin\n", "password=" + pass, 303, ""},
		{"wrong", "", "password=x", 401, "That password isn’t right"},
		{"wrong, then right", "", "password=x&password=" + pass, 401, "That password isn’t right"},
		{"almost as large as may be", "", "password=" + strings.Repeat("x", maxForm-9), 401, "That password isn’t right"},
		{"too large", "", "password=" + strings.Repeat("x", maxForm-8), 413, "That password isn’t right"},
		{"right, but too large", "", "password=" + pass + "&x=" + strings.Repeat("x", 1<<20), 413, "That password isn’t right"},
		{"empty", "", "password=", 401, "This preview is private"},
		{"blank", "", "password=+", 401, "This preview is private"},
		{"nothing", "", "", 401, "This preview is private"},
		{"another field", "", "Password=" + pass, 401, "This preview is private"},
		{"not a form", "", "password=%zz", 400, "That password isn’t right"},
		{"from another site", "Sec-Fetch-Site: cross-site\n", "password=" + pass, 403, "This preview is private"},
		{"from another share", "Sec-Fetch-Site: same-site\n", "password=" + pass, 403, "This preview is private"},
		{"from another origin", "Origin: http://evil\n", "password=" + pass, 403, "This preview is private"},
		{"from nowhere", "Origin: null\n", "password=" + pass, 403, "This preview is private"},
		{"another type", text, "password=" + pass, 401, "This preview is private"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newShop(t)
			request := form("/.gotunnel/password?to=/a", tt.fields, tt.body)
			if tt.fields == text {
				request = strings.Replace(request, "Content-Type: application/x-www-form-urlencoded\n", "", 1)
			}
			resp, body := s.ask(t, request)
			if resp.StatusCode != tt.status || !strings.Contains(body, tt.says) {
				t.Errorf("%s: %q", resp.Status, body)
			}
			if in := resp.Header["Set-Cookie"] != nil; in != (tt.status == 303) {
				t.Errorf("signed in: %v", in)
			}
			if len(s.app.requests()) > 0 {
				t.Error("the form reached the app")
			}
			if tt.status == 403 && len(s.guard.tries.addresses) > 0 {
				t.Error("another site used up a try")
			}
		})
	}
}

// In a second tab the form may be sent after the first has signed in.
func TestFormWhenSignedIn(t *testing.T) {
	s := newShop(t)
	cookie := "Cookie: " + s.cookie(time.Now()) + "\n"
	for _, request := range []string{
		form("/.gotunnel/password?to=/a%3Fb", cookie, "password="+pass),
		"GET /.gotunnel/password?to=/a%3Fb HTTP/1.1\nHost: shop\n" + cookie + "\n",
		"HEAD /.gotunnel/password?to=/a%3Fb HTTP/1.1\nHost: shop\n" + cookie + "\n",
	} {
		resp, _ := s.ask(t, request)
		if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/a?b" {
			t.Errorf("%s to %q", resp.Status, resp.Header.Get("Location"))
		}
	}
	resp, _ := s.ask(t, "DELETE /.gotunnel/password HTTP/1.1\nHost: shop\n"+cookie+"\n")
	if resp.StatusCode != http.StatusMethodNotAllowed || resp.Header.Get("Allow") != "GET, HEAD, POST" {
		t.Errorf("DELETE: %s, Allow %q", resp.Status, resp.Header.Get("Allow"))
	}
	if len(s.app.requests()) > 0 {
		t.Error("the app saw the form's address")
	}
}

// TestStaysOnTheShare asks the three parties that resolve a Location: the form's
// field, the URL that Go makes of it, and what a browser would (see TestBrowser).
func TestStaysOnTheShare(t *testing.T) {
	tests := []struct{ to, want string }{
		{"/", "/"},
		{"", "/"},
		{"/a/b?c=d&e=%26", "/a/b?c=d&e=%26"},
		{"/a//b/./c/../d/", "/a//b/./c/../d/"},
		{"/a%2Fb%20c", "/a%2Fb%20c"},
		{"/?", "/?"},
		{"/a#b", "/a"},
		{"//evil.example", "/.//evil.example"},
		{"///evil.example", "/.///evil.example"},
		{"//evil.example/..//", "/.//evil.example/..//"},
		{`/\evil.example`, "/%5Cevil.example"},
		{`\\evil.example`, "/"},
		{`/\/evil.example`, "/%5C/evil.example"},
		{"/\t/evil.example", "/"},
		{"/\n/evil.example", "/"},
		{"/\r\nSet-Cookie: a=b", "/"},
		{" //evil.example", "/"},
		{"http://evil.example", "/"},
		{"https:evil.example", "/"},
		{"javascript:alert(1)", "/"},
		{"@evil.example", "/"},
		{":80@evil.example/", "/"},
		{".evil.example", "/"},
		{"evil", "/"},
		{"?a", "/"},
		{"/%", "/"},
		{"*", "/"},
	}
	base, err := url.Parse("http://shop.localhost:8080/.gotunnel/password")
	if err != nil {
		t.Fatal(err)
	}
	s := newShop(t)
	for _, tt := range tests {
		t.Run(tt.to, func(t *testing.T) {
			resp, _ := s.post(t, url.QueryEscape(tt.to), "password="+pass)
			got := resp.Header.Get("Location")
			if resp.StatusCode != http.StatusSeeOther || got != tt.want {
				t.Fatalf("%s to %q, want %q", resp.Status, got, tt.want)
			}
			there, err := base.Parse(got)
			if err != nil || there.Host != base.Host || there.Scheme != base.Scheme {
				t.Errorf("leads to %v, %v", there, err)
			}
		})
	}
}

// What a request asks for comes back out of its form.
func TestFormLeadsBack(t *testing.T) {
	for _, uri := range []string{
		"/", "/a/b?c=d&e=%26+%20f", "//evil.example/?a", "/%22%3E%3Cscript%3E?%22%3E%3Cscript%3E", "/%C3%BC?%C3%BC",
		"http://other/a?b", "/.gotunnel/password?to=%2Fa%3Fb",
	} {
		s := newShop(t)
		_, page := s.ask(t, "GET "+uri+" HTTP/1.1\nHost: shop\nAccept: text/html\n\n")
		_, rest, _ := strings.Cut(page, `action="`)
		action, _, ok := strings.Cut(rest, `"`)
		if !ok {
			t.Fatalf("%s: no form in %s", uri, page)
		}
		resp, _ := s.ask(t, form(strings.ReplaceAll(action, "&amp;", "&"), "", "password="+pass))
		want := uri
		switch uri {
		case "//evil.example/?a":
			want = "/." + uri
		case "http://other/a?b", "/.gotunnel/password?to=%2Fa%3Fb":
			want = "/a?b"
		}
		if got := resp.Header.Get("Location"); got != want {
			t.Errorf("%s leads back to %q", uri, got)
		}
	}
}

// A handler of tests has no connection to set a deadline on.
func TestWithoutAConnection(t *testing.T) {
	s := newShop(t)
	r := httptest.NewRequest(http.MethodPost, formPath, strings.NewReader("password="+pass))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.guard.Wrap(s.app).ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther {
		t.Errorf("status %d", w.Code)
	}
}
