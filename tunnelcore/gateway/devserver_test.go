package gateway_test

import (
	"net/http"
	"net/url"
	"testing"

	"gotunnel/tunnelcore/gateway"
)

// The checks that three development servers make of a request, as they were
// measured: Vite 8.3, Next 16.4 (dev) and webpack-dev-server 5.2. What a page
// gets, its scripts, its WebSocket for reloading, and an action of a form.

// local is what all three hold for themselves: localhost and loopback addresses.
func local(hostport string) bool {
	u, err := url.Parse("http://" + hostport)
	return err == nil && (u.Hostname() == "localhost" || u.Hostname() == "127.0.0.1" || u.Hostname() == "::1")
}

func originHost(r *http.Request) string {
	u, err := url.Parse(r.Header.Get("Origin"))
	if err != nil {
		return ""
	}
	return u.Host
}

func answerIf(w http.ResponseWriter, good bool, yes, no int) {
	if good {
		w.WriteHeader(yes)
		return
	}
	w.WriteHeader(no)
}

// upgradeIf answers 101 to what could be upgraded, as far as a status goes.
func upgradeIf(w http.ResponseWriter, good bool, no int) { answerIf(w, good, http.StatusAccepted, no) }

func devServers() http.Handler {
	app := http.NewServeMux()
	// Vite refuses a foreign Host; its WebSocket wants a Host that it knows.
	app.HandleFunc("/vite/page", func(w http.ResponseWriter, r *http.Request) {
		answerIf(w, local(r.Host), http.StatusOK, http.StatusForbidden)
	})
	app.HandleFunc("/vite/hmr", func(w http.ResponseWriter, r *http.Request) {
		upgradeIf(w, local(r.Host), http.StatusBadRequest)
	})
	// Next serves pages to everyone, its own resources only to pages of an
	// origin that it allows.
	nextAllows := func(r *http.Request) bool {
		host := originHost(r)
		return host == "" || local(host)
	}
	app.HandleFunc("/next/page", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	app.HandleFunc("/next/chunk", func(w http.ResponseWriter, r *http.Request) {
		answerIf(w, nextAllows(r), http.StatusOK, http.StatusForbidden)
	})
	app.HandleFunc("/next/hmr", func(w http.ResponseWriter, r *http.Request) {
		upgradeIf(w, nextAllows(r), http.StatusForbidden)
	})
	// An action must come from the host that the visitor asked for.
	app.HandleFunc("/next/action", func(w http.ResponseWriter, r *http.Request) {
		host := r.Header.Get("X-Forwarded-Host")
		if host == "" {
			host = r.Host
		}
		answerIf(w, originHost(r) == host, http.StatusOK, http.StatusInternalServerError)
	})
	// webpack-dev-server refuses a foreign Host, and a WebSocket whose Origin
	// is neither local nor that of the Host.
	app.HandleFunc("/webpack/page", func(w http.ResponseWriter, r *http.Request) {
		answerIf(w, local(r.Host), http.StatusOK, http.StatusForbidden)
	})
	app.HandleFunc("/webpack/hmr", func(w http.ResponseWriter, r *http.Request) {
		upgradeIf(w, local(r.Host) && local(originHost(r)), http.StatusForbidden)
	})
	return app
}

// The rows of the table that the profile was chosen by: what a browser sends is
// refused in many ways, and nothing is refused of what Localhost makes of it.
func TestDevelopmentServers(t *testing.T) {
	columns := []string{
		"/vite/page", "/vite/hmr", "/next/page", "/next/chunk", "/next/hmr", "/next/action", "/webpack/page", "/webpack/hmr",
	}
	const ok, up, ba, fo, er = http.StatusOK, http.StatusAccepted, http.StatusBadRequest, http.StatusForbidden, http.StatusInternalServerError
	own, foreign := "http://OWN", link
	s := serve(t, devServers(), nil, nil)
	public := serveAt(t, s.app, func(p *gateway.Proxy) { p.Profile = gateway.Public }, nil)
	direct := *s
	direct.addr = s.app
	rows := []struct {
		name                    string
		to                      *share
		host, origin, forwarded string
		want                    []int
	}{
		{"public Host and Origin", &direct, linkHost, foreign, "", []int{fo, ba, ok, fo, fo, ok, fo, fo}},
		{"Host only", &direct, s.own, foreign, "", []int{ok, up, ok, fo, fo, er, ok, fo}},
		{"Host, and X-Forwarded-Host", &direct, s.own, foreign, linkHost, []int{ok, up, ok, fo, fo, ok, ok, fo}},
		{"Host and Origin", &direct, s.own, own, "", []int{ok, up, ok, ok, up, ok, ok, up}},
		{"the same, and X-Forwarded-Host", &direct, s.own, own, linkHost, []int{ok, up, ok, ok, up, er, ok, up}},
		{"Looks like localhost", s, linkHost, foreign, "", []int{ok, up, ok, ok, up, ok, ok, up}},
		{"Looks like localhost, spoofed", s, linkHost, foreign, "evil.example", []int{ok, up, ok, ok, up, ok, ok, up}},
		{"Looks like localhost, other site", s, linkHost, "https://evil.example", "", []int{ok, up, ok, fo, fo, er, ok, fo}},
		{"Public address", public, linkHost, foreign, "", []int{fo, ba, ok, fo, fo, ok, fo, fo}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			origin := row.origin
			if origin == own {
				origin = "http://" + s.own
			}
			for i, path := range columns {
				send := "GET " + path + " HTTP/1.1\nHost: " + row.host + "\nOrigin: " + origin + "\n"
				if row.forwarded != "" {
					send += "X-Forwarded-Host: " + row.forwarded + "\n"
				}
				_, r := row.to.raw(send + "\n")
				res, err := http.ReadResponse(r, nil)
				if err != nil {
					t.Fatal(err)
				}
				_ = res.Body.Close()
				if res.StatusCode != row.want[i] {
					t.Errorf("%s: %d, want %d", path, res.StatusCode, row.want[i])
				}
			}
		})
	}
}
