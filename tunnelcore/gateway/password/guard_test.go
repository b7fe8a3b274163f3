package password

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

const pass = "amber-otter-lake"

// cheap is a hash that takes no time.
func cheap(password string) Hash {
	h := Hash{cost: cost{memory: 8, passes: 1, lanes: 1}, salt: []byte("salt of " + password)}
	h.sum = h.hash(password, sumSize)
	return h
}

// app keeps the requests that reach it.
type app struct {
	mu   sync.Mutex
	got  []*http.Request
	then http.HandlerFunc // may be nil
}

func (a *app) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.got = append(a.got, r)
	a.mu.Unlock()
	if a.then != nil {
		a.then(w, r)
	}
}

func (a *app) requests() []*http.Request {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.got
}

// share is a real server with a guarded app.
type share struct {
	guard   *Guard
	app     *app
	address string
}

func newShare(t *testing.T, c Config) *share {
	t.Helper()
	if c.Hash.IsZero() {
		c.Hash = cheap(pass)
	}
	guard, err := NewGuard(c)
	if err != nil {
		t.Fatal(err)
	}
	s := &share{guard: guard, app: &app{}}
	server := httptest.NewServer(guard.Wrap(s.app))
	t.Cleanup(server.Close)
	s.address = server.Listener.Addr().String()
	return s
}

func newShop(t *testing.T) *share {
	t.Helper()
	return newShare(t, Config{Share: "shop", Origin: "http://shop.localhost:8080"})
}

// cookie is what a browser sends after it has signed in at a time.
func (s *share) cookie(at time.Time) string {
	c := s.guard.cookie(s.guard.lock.Load(), at)
	return c.Name + "=" + c.Value
}

// visit is a visitor's connection.
type visit struct {
	net.Conn
	in *bufio.Reader
}

func (s *share) visit(t *testing.T) *visit {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second)) // only so that a failure ends
	return &visit{conn, bufio.NewReader(conn)}
}

// send sends a request as it is; "\n" stands for the end of a line.
func (v *visit) send(t *testing.T, request string) {
	t.Helper()
	if _, err := io.WriteString(v, strings.ReplaceAll(request, "\n", "\r\n")); err != nil {
		t.Fatal(err)
	}
}

func (v *visit) receive(t *testing.T, method string) (*http.Response, string) {
	t.Helper()
	resp, err := http.ReadResponse(v.in, &http.Request{Method: method})
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}

// ask sends one request over a connection of its own.
func (s *share) ask(t *testing.T, request string) (*http.Response, string) {
	t.Helper()
	v := s.visit(t)
	v.send(t, request)
	method, _, _ := strings.Cut(request, " ")
	return v.receive(t, method)
}

// post sends the form.
func (s *share) post(t *testing.T, to, body string) (*http.Response, string) {
	t.Helper()
	return s.ask(t, form("/.gotunnel/password?to="+to, "", body))
}

func form(target, fields, body string) string {
	return "POST " + target + " HTTP/1.1\nHost: shop\nAccept: text/html\n" + fields +
		"Content-Type: application/x-www-form-urlencoded\nContent-Length: " + itoa(len(body)) + "\n\n" + body
}

func get(fields string) string { return "GET / HTTP/1.1\nHost: shop\n" + fields + "\n" }

func TestSignsIn(t *testing.T) {
	for _, origin := range []string{"http://shop.localhost:8080", "https://shop.share.acme.dev"} {
		t.Run(origin, func(t *testing.T) {
			s := newShare(t, Config{Share: "shop", Origin: origin})
			resp, body := s.post(t, "%2Fcart%3Fa%3D1%26b%3D%2525", "password=+"+pass+"%0A")
			if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/cart?a=1&b=%25" || body != "" {
				t.Fatalf("%s to %q: %q", resp.Status, resp.Header.Get("Location"), body)
			}
			if resp.Header.Get("Cache-Control") != "no-store" {
				t.Error("the cookie can be stored by caches")
			}
			checkCookie(t, resp, strings.HasPrefix(origin, "https"))
			v := s.visit(t)
			v.send(t, get("Cookie: a=b; "+resp.Cookies()[0].Name+"="+resp.Cookies()[0].Value+"; c=\"d\"\nAuthorization: Basic YXBwOm93bg==\n"))
			if resp, _ := v.receive(t, http.MethodGet); resp.StatusCode != http.StatusOK {
				t.Fatalf("with the cookie: %s", resp.Status)
			}
			v.send(t, get("")) // on the same connection
			if resp, _ := v.receive(t, http.MethodGet); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("the next request without the cookie: %s", resp.Status)
			}
			got := s.app.requests()
			if len(got) != 1 {
				t.Fatalf("the app got %d requests", len(got))
			}
			if c := got[0].Header["Cookie"]; len(c) != 1 || c[0] != `a=b; c="d"` {
				t.Errorf("the app got the cookies %q", c)
			}
			if got[0].Header.Get("Authorization") != "Basic YXBwOm93bg==" {
				t.Error("the app's own Authorization is gone")
			}
		})
	}
}

func checkCookie(t *testing.T, resp *http.Response, secure bool) {
	t.Helper()
	if len(resp.Cookies()) != 1 {
		t.Fatalf("cookies %q", resp.Header["Set-Cookie"])
	}
	c := resp.Cookies()[0]
	if !strings.HasPrefix(c.Name, "__gotunnel_") || strings.Contains(c.Value, "otter") {
		t.Errorf("cookie %q", c.Raw)
	}
	if !c.HttpOnly || c.Secure != secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge != 7*24*3600 {
		t.Errorf("cookie %q", c.Raw)
	}
}

func TestSurvivesARestart(t *testing.T) {
	before := newShop(t)
	text, err := before.guard.lock.Load().hash.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	hash := cheap(pass) // what UnmarshalText refuses as too cheap
	if again, _ := hash.MarshalText(); string(again) != string(text) {
		t.Fatal("the hash is another one")
	}
	after := newShare(t, Config{Share: "shop", Origin: "http://shop.localhost:8080", Hash: hash})
	if resp, _ := after.ask(t, get("Cookie: "+before.cookie(time.Now())+"\n")); resp.StatusCode != http.StatusOK {
		t.Errorf("after a restart: %s", resp.Status)
	}
}

func TestChangeSignsOut(t *testing.T) {
	s := newShop(t)
	started, ended := make(chan struct{}), make(chan struct{})
	s.app.then = func(_ http.ResponseWriter, r *http.Request) {
		close(started)
		<-r.Context().Done()
		close(ended)
	}
	cookie := s.cookie(time.Now())
	s.visit(t).send(t, get("Cookie: "+cookie+"\n"))
	<-started
	if err := s.guard.Change(cheap("new")); err != nil {
		t.Fatal(err)
	}
	<-ended // what ran, such as a WebSocket
	if resp, _ := s.ask(t, get("Cookie: "+cookie+"\n")); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("with the cookie from before: %s", resp.Status)
	}
	if resp, _ := s.post(t, "/", "password="+pass); resp.StatusCode != http.StatusUnauthorized {
		t.Errorf("with the password from before: %s", resp.Status)
	}
	if resp, _ := s.post(t, "/", "password=new"); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("with the new password: %s", resp.Status)
	}
	if err := s.guard.Change(Hash{}); err == nil {
		t.Error("changed to no password")
	}
}

func TestNewGuardRefuses(t *testing.T) {
	for name, c := range map[string]Config{"no password": {Share: "shop"}, "no share": {Hash: cheap(pass)}} {
		if g, err := NewGuard(c); err == nil || g != nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
