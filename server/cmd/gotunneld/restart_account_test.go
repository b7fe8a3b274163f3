//go:build unix

package main

import (
	"encoding/json"
	"strings"
	"testing"

	"gotunnel/server/admin"
	"gotunnel/server/operator"
)

// What an account has used is known to the process that follows, the operator's
// commands find that one, and the first one ends well although it goes on
// counting.
func TestRestartWithAccounts(t *testing.T) {
	p, _, data := restartable(t)
	addr := p.logged("listening").Addr
	pin := p.logged("clients need the pin of this server's key").Pin
	ordered(t, data, "account", "add", "designer")
	var token admin.CreatedToken
	if err := json.Unmarshal([]byte(ordered(t, data, "token", "create", "designer", "--device", "studio", "--json")), &token); err != nil {
		t.Fatal(err)
	}
	used := func() (bytes int64) {
		t.Helper()
		var accounts []operator.Account
		if err := json.Unmarshal([]byte(ordered(t, data, "account", "list", "--json")), &accounts); err != nil || len(accounts) != 1 {
			t.Fatalf("accounts %+v, %v", accounts, err)
		}
		return accounts[0].Bytes
	}
	s := share(t, addr, pin, token.Token)
	visitor, app := s.visit(t, "shop.localhost")
	say(t, app, firstHalf)
	expect(t, visitor, firstHalf)

	if _, text, status := command(t, "restart", "--data", data); status != 0 {
		t.Fatalf("restart: %q, status %d", text, status)
	}
	await(t, s.drain, "word to the client that it should come back")
	if used() == 0 { // the request is counted at once
		t.Error("what the account used is forgotten")
	}
	ordered(t, data, "name", "reserve", "brand", "designer") // by the process that has the store

	say(t, app, secondHalf)
	expect(t, visitor, secondHalf)
	app.Close()
	visitor.Close()
	if state := p.ended(); !state.Success() {
		t.Errorf("the first process: %v", state)
	}
	if out := ordered(t, data, "status"); !strings.Contains(out, "localhost") { // the first one took no socket away
		t.Errorf("status is %q", out)
	}
	share(t, addr, pin, token.Token)
}
