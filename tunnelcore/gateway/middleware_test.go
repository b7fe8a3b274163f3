package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"gotunnel/tunnelcore/gateway"
)

// visit calls h as a visitor at addr with a program would.
func visit(h http.Handler, addr, agent string) *http.Response {
	r := httptest.NewRequest(http.MethodGet, link, nil)
	r.RemoteAddr = addr
	r.Header.Set("User-Agent", agent)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func TestAllow(t *testing.T) {
	reached := 0
	app := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached++ })
	h := gateway.Allow([]netip.Prefix{
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("2001:db8::/32"),
		netip.MustParsePrefix("::ffff:198.51.100.7/128"), netip.MustParsePrefix("fe80::/10"),
	})(app)
	for addr, want := range map[string]int{
		"192.0.2.7:1": 200, "[::ffff:192.0.2.7]:1": 200, "[2001:db8::1]:1": 200, "198.51.100.7:1": 200, "[fe80::1%eth0]:1": 200,
		"192.0.3.7:1": 403, "[2001:db9::1]:1": 403, "198.51.100.8:1": 403, "": 403, "192.0.2.7": 403, "@": 403,
	} {
		reached = 0
		res := visit(h, addr, "")
		if res.StatusCode != want || reached != map[int]int{200: 1}[want] {
			t.Errorf("%q: %d, reached the app %d times, want %d", addr, res.StatusCode, reached, want)
		}
	}
	if res := visit(gateway.Allow(nil)(app), "192.0.2.7:1", ""); res.StatusCode != http.StatusForbidden {
		t.Errorf("an empty list let somebody in: %s", res.Status)
	}
}

func TestLimitRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limit := &gateway.Limit{Requests: 10}
		h := limit.Wrap(hello)
		allowed := func(addr string, tries int) (n int) {
			for range tries {
				switch res := visit(h, addr, ""); res.StatusCode {
				case http.StatusOK:
					n++
				case http.StatusTooManyRequests:
					if res.Header.Get("Retry-After") == "" {
						t.Error("no Retry-After")
					}
				default:
					t.Errorf("status %s", res.Status)
				}
			}
			return n
		}
		if got := allowed("192.0.2.7:1", 20); got != 10 {
			t.Errorf("%d of 20 at once, want 10", got)
		}
		if got := allowed("192.0.2.8:1", 20); got != 10 {
			t.Errorf("another visitor: %d, want 10", got)
		}
		if got := allowed("192.0.2.7:2", 1); got != 0 {
			t.Error("another port made another visitor")
		}
		time.Sleep(30 * time.Second)
		if got := allowed("192.0.2.7:1", 20); got != 5 {
			t.Errorf("half a minute later: %d, want 5", got)
		}
		time.Sleep(time.Hour)
		if got := allowed("192.0.2.7:1", 20); got != 10 {
			t.Errorf("much later: %d, want 10", got)
		}
		_ = allowed("[2001:db8::1]:1", 20)
		if got := allowed("[2001:db8::ffff:2]:1", 1); got != 0 {
			t.Error("another address of one household made another visitor")
		}
		if got := allowed("[2001:db8:1::1]:1", 20); got != 10 {
			t.Errorf("another household: %d, want 10", got)
		}
	})
}

func TestLimitBandwidth(t *testing.T) {
	const second = 64 << 10
	synctest.Test(t, func(t *testing.T) {
		limit := &gateway.Limit{Bandwidth: second}
		h := limit.Wrap(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) }))
		began := time.Now()
		r := httptest.NewRequest(http.MethodPost, link, zeros(5*second))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if got := w.Body.Len(); got != 5*second {
			t.Errorf("%d bytes came through", got)
		}
		if took := time.Since(began); took < 9*time.Second || took > 10*time.Second {
			t.Errorf("5 seconds' worth, up and down, took %v", took)
		}
	})
}

// WebSockets share the bandwidth.
func TestLimitWebSocket(t *testing.T) {
	const second = 64 << 10
	limit := &gateway.Limit{Bandwidth: second}
	serving(t, limit.Wrap(echo(t)), func(t *testing.T, n *network, _ func()) {
		conn, _, err := websocket.Dial(t.Context(), link, &websocket.DialOptions{HTTPClient: n.client()})
		if err != nil {
			t.Fatal(err)
		}
		defer conn.CloseNow() //nolint:errcheck // the end
		conn.SetReadLimit(-1)
		began := time.Now()
		sent := strings.Repeat("x", 5*second)
		if got := roundTrip(t, conn, sent); got != sent {
			t.Errorf("%d bytes came back", len(got))
		}
		if took := time.Since(began); took < 9*time.Second || took > 10*time.Second {
			t.Errorf("5 seconds' worth, up and down, took %v", took)
		}
	})
}

func TestHeaders(t *testing.T) {
	app := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Server", "app")
		w.Header().Set("X-Frame-Options", "DENY")
		if r.UserAgent() == "silent" {
			return
		}
		_, _ = io.WriteString(w, "hello")
	})
	h := gateway.Headers(map[string]string{"x-frame-options": "SAMEORIGIN", "Server": "", "X-New": "1"})(gateway.NoIndex(app))
	srv := httptest.NewServer(h)
	defer srv.Close()
	for _, agent := range []string{"", "silent"} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL, nil)
		r.Header.Set("User-Agent", agent)
		res, err := srv.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		for name, want := range map[string]string{
			"X-Frame-Options": "SAMEORIGIN", "Server": "", "X-New": "1", "X-Robots-Tag": "noindex, nofollow",
		} {
			if got := strings.Join(res.Header[name], "|"); got != want {
				t.Errorf("%q: %s is %q, want %q", agent, name, got, want)
			}
		}
	}
}
