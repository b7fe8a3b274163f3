package launch

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
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

// AgentProgram is the program whose command "agent" is the agent.
func AgentProgram() (string, error) {
	path := Find("gotunnel")
	if path == "" {
		return "", failed("The program gotunnel is missing, which does the sharing. Install Gotunnel again.")
	}
	return path, nil
}

// CodeAgent is the code of errors that mean: there is no agent.
const CodeAgent = "agent"

func failed(message string) error { return localapi.Error{Code: CodeAgent, Message: message} }

// Agent is the way to the agent, which is started with env if none runs. It blocks
// until the agent answers, for 10 s at most. Its errors, as AgentProgram's, are a
// [localapi.Error] with CodeAgent. The caller closes the client.
func Agent(ctx context.Context, program string, env []string) (client *localapi.Client, started bool, err error) {
	if client, ok := localapi.DialAgent(ctx); ok {
		return client, false, nil
	}
	ended, err := startAgent(program, env)
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
			return nil, failed("The agent ended (" + end.Error() + "). What it said is in " + AgentLog() + ".")
		case <-ctx.Done():
			return nil, failed("The agent does not answer. What it says is in " + AgentLog() + ".")
		case <-tick.C:
		}
	}
}

// AgentLog is where an agent that was started here writes.
func AgentLog() string {
	dir, err := folders.State()
	if err != nil {
		return os.DevNull
	}
	return filepath.Join(dir, "agent.log")
}

// startAgent starts an agent that outlives this program. Should two be started at
// once, the second ends.
func startAgent(program string, env []string) (ended <-chan error, err error) {
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
	if err := os.MkdirAll(filepath.Dir(AgentLog()), 0o700); err != nil {
		return nil, err
	}
	how := os.O_CREATE | os.O_WRONLY | os.O_APPEND // another agent may write
	if info, err := os.Stat(AgentLog()); err == nil && info.Size() > maxLog {
		how |= os.O_TRUNC
	}
	return os.OpenFile(AgentLog(), how, 0o600)
}

func outcome(err error) error {
	if err == nil {
		return errors.New("without an error")
	}
	return err
}
