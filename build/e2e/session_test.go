package e2e

import (
	"os"
	"os/exec"
	"testing"
)

// session is what a person's programs have in common.
type session struct {
	t    *testing.T
	home string
	env  []string // of programs in it
}

// beginSession is one without a bus.
func beginSession(t *testing.T) *session {
	t.Helper()
	s := &session{t: t, home: home(t)}
	run := runtimeFolder(s.home)
	if err := os.MkdirAll(run, 0o700); err != nil {
		t.Fatal(err)
	}
	s.env = environment(s.home, "XDG_RUNTIME_DIR="+run)
	return s
}

// command is a program in this session.
func (s *session) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.Env = s.env
	return cmd
}

// start starts a program in the session.
func (s *session) start(program string, args ...string) *process {
	s.t.Helper()
	return start(s.t, s.command(program, args...))
}
