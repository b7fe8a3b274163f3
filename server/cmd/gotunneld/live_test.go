package main

import (
	"encoding/json"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
	"gotunnel/tunnelcore/wire"
)

// ordered runs a command of the operator's and returns what it prints.
func ordered(t *testing.T, data string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "gotunneld", append(args, "--data", data)...).Output()
	if err != nil {
		t.Fatalf("gotunneld %q: %v", args, err)
	}
	return string(out)
}

// What the operator takes away ends at once, and visitors see that.
func TestOrdersReachWhoSharesNow(t *testing.T) {
	data := t.TempDir()
	p := gotunneld(t, "--data", data)
	addr := p.logged("listening").Addr
	pin := p.logged("clients need the pin of this server's key").Pin
	ordered(t, data, "account", "add", "designer")
	var token admin.CreatedToken
	if err := json.Unmarshal([]byte(ordered(t, data, "token", "create", "designer", "--device", "studio", "--json")), &token); err != nil {
		t.Fatal(err)
	}
	visit := func() int {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = "shop.localhost"
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}

	s := share(t, addr, pin, token.Token)
	var status operator.Status
	if err := json.Unmarshal([]byte(ordered(t, data, "status", "--json")), &status); err != nil {
		t.Fatal(err)
	}
	if len(status.Sessions) != 1 || status.Sessions[0].Account != "designer" || status.Sessions[0].Device != "studio" ||
		status.Sessions[0].Client != "sharer 1" || len(status.Sessions[0].Tunnels) != 1 || status.Sessions[0].Tunnels[0].Name != "shop" {
		t.Errorf("status %+v", status)
	}
	for command, want := range map[string]string{"status": "shop   designer  studio  http://shop.localhost:", "token list": " now ", "name list": " live "} {
		if out := ordered(t, data, strings.Fields(command)...); !strings.Contains(out, want) {
			t.Errorf("%s: no %q in\n%s", command, want, out)
		}
	}

	ordered(t, data, "name", "end", "shop")
	if lost := await(t, s.unbound, "end of the tunnel"); lost.Code != wire.CodeBlocked || !strings.Contains(lost.Message, "was stopped by the person who runs this server") {
		t.Errorf("the client is told %+v", lost)
	}
	s = share(t, addr, pin, token.Token)
	ordered(t, data, "name", "block", "shop")
	await(t, s.unbound, "end of the blocked tunnel")
	if status := visit(); status != http.StatusForbidden {
		t.Errorf("visitors of a blocked name get %d", status)
	}
	ordered(t, data, "name", "unblock", "shop")

	s = share(t, addr, pin, token.Token)
	ordered(t, data, "token", "revoke", token.ID)
	if last := await(t, s.ended, "end of the session"); last.Code != wire.CodeUnauthorized {
		t.Errorf("the client is told %+v", last)
	}
	r := p.logged("operator")
	if !strings.HasPrefix(r.Who, "unix user ") || r.Did != "account added" {
		t.Errorf("the log has %+v", r)
	}
}
