package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"gotunnel/app/localapi"
)

// agent is a running "gotunnel agent", and the way to it.
type agent struct {
	*process
	client *localapi.Client
}

// agentCommand is an agent for the person with this home.
func (s *server) agentCommand(home string, env ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(programs, "gotunnel"), "agent")
	cmd.Env = append(environment(home), "XDG_RUNTIME_DIR="+runtimeFolder(home), "GOTUNNEL_SERVER="+s.addr)
	if s.token != "" {
		cmd.Env = append(cmd.Env, "GOTUNNEL_TOKEN="+s.token)
	}
	cmd.Env = append(append(cmd.Env, s.uncheckable()...), env...)
	return cmd
}

func runtimeFolder(home string) string { return filepath.Join(home, "run") }

// agent starts an agent and waits until it answers.
func (s *server) agent(home string) *agent {
	s.t.Helper()
	return reach(s.t, home, start(s.t, s.agentCommand(home)))
}

// reach waits until an agent answers.
func reach(t *testing.T, home string, p *process) *agent {
	t.Helper()
	a := &agent{p, localapi.NewClient(filepath.Join(runtimeFolder(home), "gotunnel", "agent.sock"))}
	t.Cleanup(a.client.Close)
	eventually(t, func() error {
		about, err := a.client.About(t.Context())
		if err == nil && about.PID != p.cmd.Process.Pid {
			err = fmt.Errorf("%d answers", about.PID)
		}
		return err
	})
	return a
}

// mustStart has the agent share something.
func (a *agent) mustStart(want localapi.NewShare) localapi.Share {
	a.t.Helper()
	share, err := a.client.Start(a.t.Context(), want)
	if err != nil {
		a.t.Fatal(err)
	}
	return share
}

// until follows the agent's state until it is as wanted.
func (a *agent) until(what string, ok func(localapi.Snapshot) bool) localapi.Snapshot {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.t.Context(), patience)
	defer cancel()
	var last localapi.Snapshot
	for now, err := range a.client.State(ctx, false) {
		if err != nil {
			a.t.Fatalf("%s: %v; it was %+v", what, err, last)
		}
		if last = now; ok(now) {
			break
		}
	}
	return last
}

// live tells that so many shares are there and live.
func live(count int) func(localapi.Snapshot) bool {
	return func(s localapi.Snapshot) bool {
		for _, share := range s.Shares {
			if share.State != localapi.Live {
				return false
			}
		}
		return len(s.Shares) == count
	}
}

// site is a folder with a page.
func site(t *testing.T, text string) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "index.txt"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}
