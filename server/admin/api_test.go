package admin_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// sharing is a server on which one session shares two things.
type sharing struct {
	mu    sync.Mutex
	ended []string
}

// endings are the names that were to end.
func (s *sharing) endings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.ended)
}

func (s *sharing) EndToken(string)   {}
func (s *sharing) EndAccount(string) {}
func (s *sharing) Traffic() operator.Traffic {
	return operator.Traffic{Visitors: 1234, Open: 5, Up: 1500, Down: 2e9}
}

func (s *sharing) EndTunnel(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, name)
	return name == "shop"
}

func (s *sharing) Sessions() []operator.Session {
	session := operator.Session{
		ID: "s1", Account: "designer", Token: "abc", Device: "studio-mac <b>", Client: "gotunnel 1.2", Since: time.Now().Add(-time.Hour),
		Addr: "203.0.113.7:4000", Tunnels: []operator.Tunnel{
			{Name: "shop", Kind: wire.HTTP, URL: "https://shop.share.acme.dev"},
			{Name: "db", Kind: wire.TCP, URL: "tcp://share.acme.dev:20001"},
		},
	}
	session.Tunnels = slices.DeleteFunc(session.Tunnels, func(t operator.Tunnel) bool { return slices.Contains(s.endings(), t.Name) })
	return []operator.Session{session}
}

// api asks the API and decodes what it answers into answer, unless that is nil.
func api(t *testing.T, base, method, path, body string, answer any) int {
	t.Helper()
	header := map[string]string{"Authorization": bearer["Authorization"], "Content-Type": "application/json"}
	response, text := question{method, base + path, body, header}.ask(t, direct)
	if response.StatusCode == http.StatusNoContent && text != "" {
		t.Errorf("%s %s says %q", method, path, text)
	}
	if answer != nil {
		if err := json.Unmarshal([]byte(text), answer); err != nil {
			t.Fatalf("%s %s: %v in %q", method, path, err, text)
		}
	}
	return response.StatusCode
}

// TestAPI does everything once.
func TestAPI(t *testing.T) {
	var log bytes.Buffer
	live := &sharing{}
	base := start(t, admin.Info{Desk: newDesk(t, &log, func(c *operator.Config) { c.Live = live })})
	done := func(method, path, body string) {
		t.Helper()
		if status := api(t, base, method, path, body, nil); status != http.StatusNoContent {
			t.Fatalf("%s %s %s: %d", method, path, body, status)
		}
	}
	see := func(path string, into any) {
		t.Helper()
		if status := api(t, base, http.MethodGet, path, "", into); status != http.StatusOK {
			t.Fatalf("%s: %d", path, status)
		}
	}
	done("POST", "/v1/accounts", `{"name":"designer","names":["team-*"],"limits":{"tunnels":3,"ports":2}}`)
	done("PATCH", "/v1/accounts/designer", `{"limits":{"ports":-1}}`)
	var accounts []operator.Account
	see("/v1/accounts", &accounts)
	if len(accounts) != 1 || accounts[0].Name != "designer" || accounts[0].Names[0] != "team-*" || accounts[0].Limits != (store.Limits{Tunnels: 3, Ports: -1}) {
		t.Errorf("accounts %+v", accounts)
	}

	var created admin.CreatedToken
	api(t, base, "POST", "/v1/tokens", `{"account":"designer","device":"studio"}`, &created)
	if parsed, err := wire.ParseToken(created.Token); err != nil || parsed.ID != created.ID {
		t.Errorf("created %+v, %v", created, err)
	}
	var tokens []operator.Token
	see("/v1/tokens?account=designer", &tokens)
	if len(tokens) != 1 || tokens[0].ID != created.ID || tokens[0].Device != "studio" {
		t.Errorf("tokens %+v", tokens)
	}
	done("DELETE", "/v1/tokens/"+created.ID, "")
	var invite operator.Invite
	api(t, base, "POST", "/v1/invites", `{"account":"brand"}`, &invite)
	if invite.Account != "brand" || !invite.Made || invite.Web != "web#"+invite.Code {
		t.Errorf("invite %+v", invite)
	}

	done("PUT", "/v1/names/kept/reservation", `{"account":"designer"}`)
	done("PUT", "/v1/names/bad/block", `{"reason":"phishing"}`)
	var names []operator.Name
	see("/v1/names", &names)
	if len(names) != 4 || names[0].Reason != "phishing" || !names[2].Reserved || !names[3].Live {
		t.Errorf("names %+v", names)
	}
	done("DELETE", "/v1/names/kept", "")
	done("DELETE", "/v1/names/bad/block", "")

	var added admin.AddedDomain
	api(t, base, "POST", "/v1/domains", `{"host":"shop.example.com","account":"designer"}`, &added)
	if !strings.Contains(added.DNS, "shop.example.com CNAME ") {
		t.Errorf("added %+v", added)
	}
	var domains []store.Domain
	see("/v1/domains", &domains)
	if len(domains) != 1 || domains[0].Host != "shop.example.com" {
		t.Errorf("domains %+v", domains)
	}
	done("DELETE", "/v1/domains/shop.example.com", "")

	var status operator.Status
	see("/v1/status", &status)
	if !status.Running || len(status.Accounts) != 2 || len(status.Sessions) != 1 || status.Traffic.Visitors != 1234 {
		t.Errorf("status %+v", status)
	}
	done("DELETE", "/v1/tunnels/shop", "")
	done("DELETE", "/v1/accounts/designer", "")
	if text := log.String(); strings.Count(text, `who="bearer token"`) != strings.Count(text, "\n") || strings.Count(text, "\n") != 14 {
		t.Errorf("the log has\n%s", text)
	}
}

func TestAPIRefuses(t *testing.T) {
	base := start(t, admin.Info{})
	tests := map[string]struct {
		method, path, body string
		status             int
		code               operator.Code
	}{
		"what is not there":   {"DELETE", "/v1/accounts/nobody", "", 404, operator.NotFound},
		"what is there":       {"POST", "/v1/accounts", `{"name":"twice"}`, 409, operator.Exists},
		"what cannot be":      {"POST", "/v1/accounts", `{"name":"-"}`, 400, operator.Invalid},
		"no JSON":             {"POST", "/v1/accounts", `name=x`, 400, operator.Invalid},
		"an unknown key":      {"POST", "/v1/accounts", `{"name":"x","admin":true}`, 400, operator.Invalid},
		"an unknown limit":    {"PATCH", "/v1/accounts/twice", `{"limits":{"tunnel":1}}`, 400, operator.Invalid},
		"too much":            {"POST", "/v1/accounts", `{"name":"much"` + strings.Repeat(" ", 65<<10) + `}`, 400, operator.Invalid},
		"when nothing runs":   {"DELETE", "/v1/tunnels/shop", "", 503, operator.NotRunning},
		"tokens of nobody":    {"GET", "/v1/tokens?account=nobody", "", 404, operator.NotFound},
		"a path in a name":    {"DELETE", "/v1/accounts/..%2Ftokens", "", 400, operator.Invalid},
		"an invite for a no":  {"POST", "/v1/invites", `{"account":"n o"}`, 400, operator.Invalid},
		"a token for nobody":  {"POST", "/v1/tokens", `{"account":"nobody"}`, 404, operator.NotFound},
		"a domain for nobody": {"POST", "/v1/domains", `{"host":"a.example","account":"nobody"}`, 404, operator.NotFound},
	}
	api(t, base, "POST", "/v1/accounts", `{"name":"twice"}`, nil)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var problem operator.Error
			status := api(t, base, tt.method, tt.path, tt.body, &problem)
			if status != tt.status || problem.Code != tt.code || problem.Message == "" {
				t.Errorf("%d %+v, want %d %s", status, problem, tt.status, tt.code)
			}
		})
	}
	// What a form of another page could send.
	plain := question{"POST", base + "/v1/accounts", `{"name":"x"}`, map[string]string{"Content-Type": "text/plain", "Authorization": bearer["Authorization"]}}
	if response, _ := plain.ask(t, direct); response.StatusCode != http.StatusBadRequest {
		t.Errorf("JSON that calls itself text: %s", response.Status)
	}
}

func TestBackup(t *testing.T) {
	desk := newDesk(t, io.Discard)
	base := start(t, admin.Info{Desk: desk})
	api(t, base, "POST", "/v1/accounts", `{"name":"designer"}`, nil)
	response, body := question{url: base + "/v1/backup", header: bearer}.ask(t, direct)
	if response.StatusCode != http.StatusOK {
		t.Fatal(response.Status)
	}
	path := filepath.Join(t.TempDir(), "backup")
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	err = s.View(t.Context(), func(tx store.Reader) error { _, err := store.Accounts.Get(tx, "designer"); return err })
	if err != nil {
		t.Error(err)
	}
	if err := desk.Store.Close(); err != nil {
		t.Fatal(err)
	}
	if response, body := (question{url: base + "/v1/backup", header: bearer}).ask(t, direct); response.StatusCode != http.StatusInternalServerError {
		t.Errorf("a backup that failed: %s %q", response.Status, body)
	}
}
