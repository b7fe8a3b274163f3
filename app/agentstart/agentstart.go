// Package agentstart reaches the agent, and starts it if none runs:
//
//	program, err := agentstart.Program()
//	client, started, err := agentstart.Reach(ctx, program, os.Environ())
//
// An agent that it started outlives the program that did. What the agent says
// goes to the file Log names. It ends no agent, and starts none again: whoever
// needs one for long asks again.
package agentstart

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"

	"gotunnel/app/folders"
	"gotunnel/app/localapi"
)

const (
	// Wait is how long an agent may take to start, or to end.
	Wait = 10 * time.Second
	// LookOften is how often it is looked whether it has; it takes one or two.
	LookOften = 20 * time.Millisecond
	// othersWait is how much longer to look after ours ended. It ends when it
	// finds another one running, which may not answer yet.
	othersWait = 2 * time.Second
)

// Program is the program whose command "agent" is the agent: the one beside this
// one, or else the one in PATH.
func Program() (string, error) {
	name := "gotunnel"
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if self, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(beside); err == nil && info.Mode().IsRegular() {
			return beside, nil
		}
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", failed("The program gotunnel is missing, which does the sharing. Install Gotunnel again.")
}

// CodeAgent is the code of this package's errors.
const CodeAgent = "agent"

func failed(message string) error { return localapi.Error{Code: CodeAgent, Message: message} }

// Reach is the way to the agent, which is started with env if none runs. It
// blocks until the agent answers, for 10 s at most. Its errors, as Program's, are a
// [localapi.Error] with CodeAgent. The caller closes the client.
func Reach(ctx context.Context, program string, env []string) (client *localapi.Client, started bool, err error) {
	if client, ok := localapi.DialAgent(ctx); ok {
		return client, false, nil
	}
	ended, err := start(program, env)
	if err != nil {
		return nil, false, failed("The agent can't be started: " + err.Error() + ".")
	}
	client, err = await(ctx, ended)
	return client, err == nil, err
}

func await(ctx context.Context, ended <-chan error) (*localapi.Client, error) {
	ctx, cancel := context.WithTimeout(ctx, Wait)
	defer cancel()
	tick := time.NewTicker(LookOften)
	defer tick.Stop()
	var end error
	late := make(<-chan time.Time)
	for {
		if client, ok := localapi.DialAgent(ctx); ok {
			return client, nil
		}
		select {
		case end = <-ended:
			late = time.After(othersWait)
		case <-late:
			return nil, failed("The agent ended (" + end.Error() + "). What it said is in " + Log() + ".")
		case <-ctx.Done():
			return nil, failed("The agent does not answer. What it says is in " + Log() + ".")
		case <-tick.C:
		}
	}
}

// Log is where an agent that was started here writes.
func Log() string {
	dir, err := folders.State()
	if err != nil {
		return os.DevNull
	}
	return filepath.Join(dir, "agent.log")
}

// start starts an agent that outlives this program. Should two be started at
// once, the second ends.
func start(program string, env []string) (ended <-chan error, err error) {
	log, err := openLog()
	if err != nil {
		return nil, err
	}
	defer log.Close()
	cmd := exec.Command(program, "agent")
	cmd.Env, cmd.Stderr, cmd.SysProcAttr = env, log, apart()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	over := make(chan error, 1)
	go func() { over <- outcome(cmd.Wait()) }() // as long as the agent or this program runs
	return over, nil
}

// maxLog is some thousand lines. A longer log is begun anew.
const maxLog = 1 << 20

func openLog() (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(Log()), 0o700); err != nil {
		return nil, err
	}
	how := os.O_CREATE | os.O_WRONLY | os.O_APPEND // another agent may write
	if info, err := os.Stat(Log()); err == nil && info.Size() > maxLog {
		how |= os.O_TRUNC
	}
	return os.OpenFile(Log(), how, 0o600)
}

func outcome(err error) error {
	if err == nil {
		return errors.New("without an error")
	}
	return err
}
