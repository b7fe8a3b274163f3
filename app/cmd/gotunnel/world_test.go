package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"gotunnel/server"
	"gotunnel/server/servertest"
	"gotunnel/server/servertest/freeport"
	"gotunnel/server/store"
)

// world is what a script meets: a server, apps, running programs.
type world struct {
	t        *testing.T // of all scripts: what it cleans up, it does at their end
	server   *servertest.Server
	apps     map[string]*webApp
	programs map[string]*program
}

type worldKey struct{}

func newWorld(t *testing.T) *world {
	return &world{t: t, apps: map[string]*webApp{}, programs: map[string]*program{}}
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// server start: starts a gotunneld; $SERVER, $PORT and $PIN are its own,
// $TCPPORT is the one port it has for TCP shares.
// server stop: stops it as SIGTERM would. A second start has the same address.
// server invite ACCOUNT: makes an invite; $INVITE is its link, $CODE its code.
// server token ACCOUNT: $TOKEN is one.
// server remove ACCOUNT: takes the account away, and ends its sessions.
func serverCommand(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	switch {
	case len(args) == 1 && args[0] == "stop":
		w.server.Stop()
	case len(args) == 2:
		accountCommand(ts, w.server, args[0], args[1])
	case w.server != nil:
		w.server.Run()
	default:
		public := freeport.Take(w.t)
		ts.Setenv("TCPPORT", strconv.Itoa(public))
		w.server = servertest.Start(w.t, func(c *server.Config) {
			c.TCPPorts = server.PortRange{First: public, Last: public}
		})
		_, port, err := net.SplitHostPort(w.server.Addr)
		ts.Check(err)
		ts.Setenv("SERVER", w.server.Addr)
		ts.Setenv("PORT", port)
		ts.Setenv("PIN", w.server.Pin)
	}
}

func accountCommand(ts *testscript.TestScript, srv *servertest.Server, what, account string) {
	t := worldOf(ts).t
	switch what {
	case "invite":
		link := srv.Invite(t, account)
		ts.Setenv("INVITE", link)
		_, code, _ := strings.Cut(link, "#")
		code, _, _ = strings.Cut(code, ".")
		ts.Setenv("CODE", code)
	case "token":
		ts.Setenv("TOKEN", srv.Token(t, account))
	case "remove":
		ts.Check(srv.Server().Store().Update(t.Context(), func(tx store.Writer) error { return store.Accounts.Delete(tx, account) }))
		srv.Server().Hub().EndAccount(account)
	default:
		ts.Fatalf("usage: server invite|token|remove ACCOUNT")
	}
}

// fetch URL: gets it, a name from the server; status and body are its stdout.
func fetchCommand(ts *testscript.TestScript, _ bool, args []string) {
	client := worldOf(ts).server.Client()
	if strings.HasPrefix(args[0], "http://127.0.0.1:") {
		client = &http.Client{Transport: &http.Transport{}}
	}
	defer client.CloseIdleConnections()
	response, err := client.Get(args[0])
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%d %s", response.StatusCode, body)
}
