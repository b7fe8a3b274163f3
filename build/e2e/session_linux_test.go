package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gotunnel/app/localapi"
)

// session is a person's, with a D-Bus of its own and nothing on it yet.
type session struct {
	t    *testing.T
	home string
	env  []string // of programs in it
}

// newSession starts one. Services are folders of services that the bus may start.
func newSession(t *testing.T, services ...string) *session {
	t.Helper()
	s := &session{t: t, home: home(t)}
	run := runtimeFolder(s.home)
	if err := os.MkdirAll(run, 0o700); err != nil {
		t.Fatal(err)
	}
	var folders strings.Builder
	for _, folder := range services {
		fmt.Fprintf(&folders, "<servicedir>%s</servicedir>", folder)
	}
	config := filepath.Join(s.home, "bus.conf")
	err := os.WriteFile(config, []byte(`<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>`+folders.String()+`
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	s.env = environment(s.home, "XDG_RUNTIME_DIR="+run)
	daemon := s.start(need(t, "dbus-daemon"), "--nofork", "--print-address=1", "--config-file="+config)
	s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS="+daemon.await("unix:"))
	return s
}

// start starts a program in the session.
func (s *session) start(program string, args ...string) *process {
	s.t.Helper()
	return start(s.t, s.command(program, args...))
}

func (s *session) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = s.env
	return cmd
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
