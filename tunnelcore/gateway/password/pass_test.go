package password

import (
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestBasic(t *testing.T) {
	tests := []struct{ name, password, fields string }{
		{"any user", pass, basic("visitor", pass)},
		{"no user", pass, basic("", pass)},
		{"user in unicode", pass, basic("Zoë", pass)},
		{"another case of the scheme", pass, strings.Replace(basic("a", pass), "Basic", "bAsIc", 1)},
		{"spaces around it", pass, basic("visitor", " "+pass+"\n")},
		{"colons in the password", "a:b::", basic("visitor", "a:b::")},
		{"unicode", "pässwörd ✓", basic("visitor", "pässwörd ✓")},
		{"an own cookie that does not count", pass, basic("a", pass) + "Cookie: " + cookieName("shop") + "=x; a=b\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newShare(t, Config{Share: "shop", Hash: cheap(tt.password)})
			resp, _ := s.ask(t, get("Accept: */*\nX-Kept: 1\n"+tt.fields))
			if resp.StatusCode != http.StatusOK {
				t.Fatal(resp.Status)
			}
			if resp.Header["Set-Cookie"] != nil {
				t.Error("a program got a cookie")
			}
			h := s.app.requests()[0].Header
			if h["Authorization"] != nil || strings.Contains(h.Get("Cookie"), "gotunnel") || h.Get("X-Kept") != "1" {
				t.Errorf("the app got %v", h)
			}
		})
	}
}

// Another host of the domain can set a cookie of our name.
func TestDuplicateCookies(t *testing.T) {
	s := newShop(t)
	own, foreign := s.cookie(time.Now()), cookieName("shop")+"=1.x"
	for name, fields := range map[string]string{
		"first":      "Cookie: " + own + "; " + foreign + "\n",
		"last":       "Cookie: " + foreign + "; a=b; " + own + "\n",
		"two lines":  "Cookie: " + foreign + "\nCookie: " + own + "\n",
		"many":       "Cookie: " + strings.Repeat(foreign+";", 100) + own + "\n",
		"odd spaces": "Cookie:" + foreign + ";\t" + own + " ;\n",
	} {
		if resp, _ := s.ask(t, get(fields)); resp.StatusCode != http.StatusOK {
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
	for _, r := range s.app.requests() {
		if c := strings.Join(r.Header["Cookie"], ";"); strings.Contains(c, "gotunnel") {
			t.Errorf("the app got the cookies %q", c)
		}
	}
}

func TestAppCanNotSetOurCookie(t *testing.T) {
	ways := map[string]func(w http.ResponseWriter){
		"nothing written": func(http.ResponseWriter) {},
		"WriteHeader":     func(w http.ResponseWriter) { w.WriteHeader(http.StatusOK) },
		"Write":           func(w http.ResponseWriter) { fmt.Fprint(w, "a") },
		"ReadFrom":        func(w http.ResponseWriter) { _, _ = io.Copy(w, io.LimitReader(strings.NewReader("a"), 1)) },
		"Flush":           func(w http.ResponseWriter) { w.(http.Flusher).Flush() },
		"controller":      func(w http.ResponseWriter) { _ = http.NewResponseController(w).Flush() },
		"early hints": func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusEarlyHints)
			w.Header().Add("Set-Cookie", cookieName("shop")+"=2")
			w.WriteHeader(http.StatusOK)
		},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			s := newShop(t)
			s.app.then = func(w http.ResponseWriter, _ *http.Request) {
				for _, c := range []string{"a=b; Path=/", cookieName("shop") + "=1; Path=/", " " + cookieName("shop") + " =", cookieName("shop") + "x=1"} {
					w.Header().Add("Set-Cookie", c)
				}
				way(w)
			}
			v := s.visit(t)
			v.send(t, get("Cookie: "+s.cookie(time.Now())+"\n"))
			raw, err := v.in.ReadString('\n')
			for err == nil && raw[len(raw)-4:] != "\r\n\r\n" || strings.Contains(raw, "103 Early") && strings.Count(raw, "\r\n\r\n") < 2 {
				var line string
				line, err = v.in.ReadString('\n')
				raw += line
			}
			if strings.Contains(raw, cookieName("shop")+"=") || strings.Contains(raw, cookieName("shop")+" ") {
				t.Errorf("the app set our cookie:\n%s", raw)
			}
			if !strings.Contains(raw, "Set-Cookie: a=b; Path=/\r\n") || !strings.Contains(raw, cookieName("shop")+"x=1") {
				t.Errorf("the app's own cookies are gone:\n%s", raw)
			}
		})
	}
}

func TestUpgrade(t *testing.T) {
	heads := make(chan http.Header, 1)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		heads <- r.Header
		conn, in, err := http.NewResponseController(w).Hijack()
		if err != nil {
			return
		}
		defer conn.Close()
		fmt.Fprint(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
		_, _ = io.Copy(conn, in)
	}))
	defer upstream.Close()
	to, err := url.Parse(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to) }}
	s := newShop(t)
	s.app.then = proxy.ServeHTTP
	upgrade := "Connection: Upgrade\nUpgrade: websocket\nCookie: a=b; "
	v := s.visit(t)
	v.send(t, get(upgrade+s.cookie(time.Now())+"\n"))
	resp, err := http.ReadResponse(v.in, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("with the cookie: %v, %v", resp, err)
	}
	if got := (<-heads).Get("Cookie"); got != "a=b" {
		t.Errorf("the app got the cookies %q", got)
	}
	v.send(t, "ping")
	if echo, err := v.in.Peek(4); err != nil || string(echo) != "ping" {
		t.Errorf("the WebSocket answers %q, %v", echo, err)
	}
	if err := s.guard.Change(cheap("new")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(v.in); err != nil && strings.Contains(err.Error(), "timeout") {
		t.Error("the WebSocket outlives the password")
	}
	resp, _ = s.ask(t, get(upgrade+"c=d\n"))
	if resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("without our cookie: %s", resp.Status)
	}
}

func TestAnswers(t *testing.T) {
	const browser = "User-Agent: Mozilla/5.0\n"
	tests := []struct {
		name, fields    string
		html, challenge bool
	}{
		{"browser", "Accept: text/html,*/*;q=0.8\n" + browser, true, false},
		{"program", "Accept: */*\nUser-Agent: curl/8\n", false, true},
		{"program without Accept", "", false, true},
		{"image in a page", "Accept: image/*\n" + browser, false, false},
		{"fetch of a page", "Accept: */*\nSec-Fetch-Mode: cors\n", false, false},
	}
	for _, tt := range tests {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			t.Run(tt.name+"/"+method, func(t *testing.T) {
				resp, body := newShop(t).ask(t, strings.Replace(get(tt.fields), "GET", method, 1))
				if resp.StatusCode != http.StatusUnauthorized {
					t.Fatal(resp.Status)
				}
				if got := resp.Header.Get("WWW-Authenticate") != ""; got != tt.challenge {
					t.Errorf("a pop-up: %v", got)
				}
				checkPage(t, resp, body, tt.html, method == http.MethodHead)
			})
		}
	}
}

func checkPage(t *testing.T, resp *http.Response, body string, html, head bool) {
	t.Helper()
	want := map[string]string{
		"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Gotunnel-Page": "password",
		"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got := resp.Header.Get(name); got != want[name] {
			t.Errorf("%s is %q", name, got)
		}
	}
	if got := strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html"); got != html {
		t.Errorf("HTML: %v", got)
	}
	const words = "This preview is private. Enter the password you were given."
	switch {
	case head && (body != "" || resp.ContentLength < 100):
		t.Errorf("HEAD has %q, length %d", body, resp.ContentLength)
	case !head && !html && !strings.HasPrefix(body, words):
		t.Errorf("says %q", body)
	case !head && html && (!strings.Contains(body, "This preview is private.") || !strings.Contains(body, "Enter the password you were given.")):
		t.Errorf("says %q", body)
	}
}

// Nothing of a request gets into the page unescaped.
func TestPageEscapes(t *testing.T) {
	_, body := newShop(t).ask(t, "GET /\"><script>alert(1)</script>?\"><img HTTP/1.1\nHost: \"><b>\nAccept: text/html\n\n")
	for _, bad := range []string{"alert(1)<", `""><`, "<img", "<b>"} {
		if strings.Contains(body, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	_, body = newShop(t).ask(t, "GET /.gotunnel/password?to="+url.QueryEscape(`/"><script>`+base64.StdEncoding.EncodeToString([]byte("x")))+" HTTP/1.1\nHost: shop\nAccept: text/html\n\n")
	if strings.Contains(body, `"><script>`) || !strings.Contains(body, "<form") {
		t.Errorf("the page is %s", body)
	}
}
