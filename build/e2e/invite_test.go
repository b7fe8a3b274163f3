package e2e

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"testing"
)

// An operator invites a person, who signs in and shares, and takes that back.
func TestInvite(t *testing.T) {
	t.Parallel()
	s := serve(t)
	gotunneld, gotunnel := filepath.Join(programs, "gotunneld"), filepath.Join(programs, "gotunnel")
	operator := func(args ...string) string {
		t.Helper()
		return mustCall(t, gotunneld, append(args, "--data", s.data())...)
	}
	var invite struct{ App string }
	if err := json.Unmarshal([]byte(operator("invite", "designer", "--json")), &invite); err != nil {
		t.Fatal(err)
	}
	if got := callCommand(t, s.command(home(t), "3000")); got.status != 1 {
		t.Errorf("without an invite: status %d\n%s", got.status, got.stderr)
	}

	person := home(t)
	as := func(args ...string) *exec.Cmd {
		cmd := exec.Command(gotunnel, args...)
		cmd.Env = environment(person)
		return cmd
	}
	if got := callCommand(t, as("login", invite.App, "--save-in-file", "--device", "studio-mac")); got.status != 0 {
		t.Fatalf("login: status %d\n%s", got.status, got.stderr)
	}
	port := portOf(t, app(t, says("by invite")))
	c := &share{process: start(t, as("share", "--json", "shop="+port))}
	c.next("live")
	mustShow(t, visitor(s), s.url("shop"), "by invite")

	var tokens []struct{ ID, Device string }
	if err := json.Unmarshal([]byte(operator("token", "list", "--json")), &tokens); err != nil {
		t.Fatal(err)
	}
	if len(tokens) != 1 || tokens[0].Device != "studio-mac" {
		t.Fatalf("tokens %+v", tokens)
	}
	operator("token", "revoke", tokens[0].ID)
	if status := c.exit(); status == 0 {
		t.Errorf("after the token was revoked: status %d", status)
	}
}
