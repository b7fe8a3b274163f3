package e2e

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	// patience is how long a test waits for what must come. It is long because
	// several tests share few processors; nothing waits for its end.
	patience = time.Minute
	// manners is how long a program of somebody else's is waited for when it is
	// asked to end, before it is killed. xfwm4 was seen not to end.
	manners = 5 * time.Second
)

// process is a running program. Its test ends it, and all that it started.
type process struct {
	t    *testing.T
	name string
	cmd  *exec.Cmd
	out  *lines
	gone chan struct{} // closed when it has ended and its output is complete
	ends syscall.Signal
}

// start runs cmd without waiting for anything. When the test fails, it shows
// the end of the output, unless cmd has another place for that.
func start(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	p := &process{
		t: t, cmd: cmd, name: filepath.Base(cmd.Path),
		out: newLines(), gone: make(chan struct{}), ends: syscall.SIGTERM,
	}
	if cmd.Stdout == nil {
		cmd.Stdout, cmd.Stderr = &splitter{to: p.out}, &splitter{to: p.out}
	}
	cmd.WaitDelay = time.Second // for grandchildren that keep the output open
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	dieWithUs(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.reap()
	t.Cleanup(p.cleanup)
	return p
}

func (p *process) reap() {
	_ = p.cmd.Wait() // how it ended is in ProcessState
	p.out.end()
	close(p.gone)
}

func (p *process) cleanup() {
	p.stop()
	if said := p.out.tail(60); p.t.Failed() && said != "" {
		p.t.Logf("The last lines of %s:\n%s", strings.Join(p.cmd.Args, " "), said)
	}
}

// await waits for a line that contains text and returns it.
func (p *process) await(text string) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	for i := 0; ; i++ {
		line, ok := p.out.at(ctx, i)
		if !ok {
			p.t.Fatalf("%s ended or took %v, and did not print %q", p.name, patience, text)
		}
		if strings.Contains(line, text) {
			return line
		}
	}
}

// signal sends one to the process and all that it started.
func (p *process) signal(s syscall.Signal) {
	// It may have ended, which whoever waits for its effect will see.
	_ = syscall.Kill(-p.cmd.Process.Pid, s)
}

// kill ends the process as a crash would, and returns when it is gone.
func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.gone
}

// stop asks the process to end, waits, and kills what is left. A program of ours
// has to end by itself.
func (p *process) stop() {
	select {
	case <-p.gone:
		return
	default:
	}
	ours, wait := strings.HasPrefix(p.name, "gotunnel"), manners
	if ours {
		wait = patience
	}
	p.signal(p.ends)
	p.signal(syscall.SIGCONT) // a stopped one hears nothing
	select {
	case <-p.gone:
	case <-time.After(wait):
		if ours {
			p.t.Errorf("%s did not end within %v of %v", p.name, wait, p.ends)
		}
	}
	p.kill()
}

// exit waits for the process to end by itself and returns its status.
func (p *process) exit() int {
	p.t.Helper()
	select {
	case <-p.gone:
	case <-time.After(patience):
		p.t.Fatalf("%s still runs after %v", p.name, patience)
	}
	return p.cmd.ProcessState.ExitCode()
}
