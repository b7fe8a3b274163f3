package e2e

import (
	"net/http"
	"path/filepath"
	"testing"

	"gotunnel/app/localapi"
)

// Who has no server tries one on this computer: it comes back with the agent, also
// after that was killed, under the same links, and ends with it.
func TestAgentTriesHere(t *testing.T) {
	t.Parallel()
	desk := beginSession(t)
	begin := func() *agent {
		t.Helper()
		return reach(t, desk.home, desk.start(filepath.Join(programs, "gotunnel"), "agent"))
	}
	a := begin()
	if err := a.client.TryHere(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := a.until("connected", connected)
	if !now.Server.Here || now.Server.Domain != "localhost" {
		t.Errorf("the server is %+v", now.Server)
	}
	share := a.mustStart(localapi.NewShare{Target: portOf(t, app(t, says("tried"))), Name: "try"})
	client := visitor(&server{addr: now.Server.Address})
	mustShow(t, client, share.URL, "tried")

	for _, end := range []func(){a.stop, func() { a.kill() }} {
		end()
		a = begin()
		a.until("again", live(1))
		client.CloseIdleConnections()
		mustShow(t, client, share.URL, "tried")
	}
	if err := a.client.Logout(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.until("signed out", func(now localapi.Snapshot) bool { return now.Server.State == localapi.NoServer })
	client.CloseIdleConnections()
	if got, err := open(t.Context(), client, share.URL); err == nil && got.status == http.StatusOK {
		t.Errorf("after signing out there is %+v", got)
	}
}
