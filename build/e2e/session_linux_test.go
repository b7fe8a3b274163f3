package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

// bareSession is a session with a D-Bus on which there is nothing, and that starts
// nothing.
func bareSession(t *testing.T) *session {
	t.Helper()
	s := beginSession(t)
	s.beBare()
	return s
}

// beBare gives the session such a bus.
func (s *session) beBare() {
	s.t.Helper()
	config := filepath.Join(s.home, "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	daemon := s.start(need(s.t, "dbus-daemon"), "--nofork", "--print-address=1", "--config-file="+config)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+daemon.await("unix:"))
}

// agent starts an agent in the session, which keeps its server from run to run.
func (s *session) agent() *agent {
	s.t.Helper()
	return reach(s.t, s.home, s.start(filepath.Join(programs, "gotunnel"), "agent"))
}

// invite is one for the server s.
func (s *server) invite(account string) string {
	s.t.Helper()
	for line := range strings.Lines(mustCall(s.t, filepath.Join(programs, "gotunneld"), "invite", account, "--data", s.data())) {
		if link := strings.TrimSpace(line); strings.HasPrefix(link, "gotunnel://") {
			return link
		}
	}
	s.t.Fatal("there is no invite")
	return ""
}

// connected tells that the agent has reached its server.
func connected(now localapi.Snapshot) bool { return now.Server.State == localapi.Connected }
