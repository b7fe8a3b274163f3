package main

import (
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// program is a gotunnel that runs beside a script.
type program struct {
	cmd    *exec.Cmd
	out    *output
	errors *output
	stdout io.Closer
	exited chan struct{}
	seen   int // bytes of out that await has passed
}

// run NAME ARG...: starts gotunnel.
func runCommand(ts *testscript.TestScript, _ bool, args []string) {
	path, err := exec.LookPath("gotunnel")
	ts.Check(err)
	p := &program{
		cmd: exec.Command(path, args[1:]...),
		out: newOutput(), errors: newOutput(),
		exited: make(chan struct{}),
	}
	for _, name := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "PATH", raceVariable, "GOTUNNEL_SERVER", "GOTUNNEL_PASSWORD"} {
		p.cmd.Env = append(p.cmd.Env, name+"="+ts.Getenv(name))
	}
	p.cmd.Dir = ts.MkAbs(".")
	p.cmd.Stderr = p.errors
	stdout, err := p.cmd.StdoutPipe()
	ts.Check(err)
	p.stdout = stdout
	ts.Check(p.cmd.Start())
	go func() {
		_, _ = io.Copy(p.out, stdout)
		_ = p.cmd.Wait()
		close(p.exited)
	}()
	worldOf(ts).programs[args[0]] = p
	ts.Defer(func() {
		_ = p.cmd.Process.Kill()
		<-p.exited
	})
}

// await NAME REGEXP: waits for a match in stdout behind the line of the last.
func awaitCommand(ts *testscript.TestScript, _ bool, args []string) {
	p := worldOf(ts).programs[args[0]]
	re := regexp.MustCompile("(?m:" + args[1] + ").*\n")
	timeout := time.After(patience)
	for {
		text, changed := p.out.read()
		if at := re.FindStringIndex(text[p.seen:]); at != nil {
			p.seen += at[1]
			return
		}
		select {
		case <-changed:
		case <-p.exited:
			if text, _ := p.out.read(); re.FindStringIndex(text[p.seen:]) == nil {
				ts.Fatalf("it ended without %q; stdout: %s\nstderr: %s", args[1], text, p.errors)
			}
		case <-timeout:
			ts.Fatalf("no %q in %q", args[1], text[p.seen:])
		}
	}
}

// patience is far more than anything here takes.
const patience = 20 * time.Second

// signal NAME INT|TERM|KILL: sends it.
func signalCommand(ts *testscript.TestScript, _ bool, args []string) {
	signal := map[string]os.Signal{"INT": syscall.SIGINT, "TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}[args[1]]
	ts.Check(worldOf(ts).programs[args[0]].cmd.Process.Signal(signal))
}

// hangup NAME: reads stdout no more.
func hangupCommand(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(worldOf(ts).programs[args[0]].stdout.Close())
}

// ended NAME STATUS: waits for the end; stdout and stderr are this command's.
func endedCommand(ts *testscript.TestScript, _ bool, args []string) {
	p := worldOf(ts).programs[args[0]]
	select {
	case <-p.exited:
	case <-time.After(patience):
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it says what it is doing
		<-p.exited
		ts.Fatalf("it does not end; stdout: %s\nstderr: %s", p.out, p.errors)
	}
	_, _ = io.WriteString(ts.Stdout(), p.out.String())
	_, _ = io.WriteString(ts.Stderr(), p.errors.String())
	if got := strconv.Itoa(p.cmd.ProcessState.ExitCode()); got != args[1] {
		ts.Fatalf("status %s, want %s; stderr: %s", got, args[1], p.errors)
	}
}

// output keeps what a program prints and tells of more.
type output struct {
	mu      sync.Mutex
	text    []byte
	changed chan struct{}
}

func newOutput() *output { return &output{changed: make(chan struct{})} }

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.text = append(o.text, p...)
	close(o.changed)
	o.changed = make(chan struct{})
	return len(p), nil
}

// read returns all that was printed, and what is closed when there is more.
func (o *output) read() (text string, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.text), o.changed
}

func (o *output) String() string {
	text, _ := o.read()
	return text
}
