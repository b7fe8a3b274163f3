package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for what must come before it gives up.
const patience = 20 * time.Second

// process is a running gotunneld that logs JSON.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines chan string // of stderr; closed at its end
}

// gotunneld runs the program on a free port, with a data folder of its own
// unless args name one.
func gotunneld(t *testing.T, args ...string) *process {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Args = append([]string{"gotunneld"}, serveArgs(t, args)...)
	return launch(t, cmd)
}

func serveArgs(t *testing.T, args []string) []string {
	t.Helper()
	return append([]string{"serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--data", t.TempDir()}, args...)
}

// launch starts cmd; the test's end kills what is left of it.
func launch(t *testing.T, cmd *exec.Cmd) *process {
	t.Helper()
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: cmd, lines: make(chan string, 1000)}
	go p.read(stderr)
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return p
}

func (p *process) read(stderr io.Reader) {
	defer close(p.lines)
	for scan := bufio.NewScanner(stderr); scan.Scan(); {
		p.lines <- scan.Text()
	}
}

// record is one log line.
type record struct {
	Msg, Level, Addr, Domain, Pin, Command, Who, Did, Key, Err string

	Changed []string
}

// logged waits for the line with this message.
func (p *process) logged(msg string) record {
	p.t.Helper()
	var seen []string
	for give := time.After(patience); ; {
		select {
		case line, ok := <-p.lines:
			if !ok {
				p.t.Fatalf("it ended without %q:\n%s", msg, strings.Join(seen, "\n"))
			}
			seen = append(seen, line)
			var r record
			if json.Unmarshal([]byte(line), &r) == nil && r.Msg == msg {
				return r
			}
		case <-give:
			p.t.Fatalf("no %q in %v:\n%s", msg, patience, strings.Join(seen, "\n"))
		}
	}
}

// signal sends one.
func (p *process) signal(s os.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// wait returns how the process ended and the rest of its log.
func (p *process) wait() (state *os.ProcessState, rest string) {
	p.t.Helper()
	var text strings.Builder
	for give := time.After(patience); ; {
		select {
		case line, ok := <-p.lines:
			if !ok {
				_ = p.cmd.Wait()
				return p.cmd.ProcessState, text.String()
			}
			text.WriteString(line + "\n")
		case <-give:
			p.t.Fatalf("still running after %v:\n%s", patience, &text)
		}
	}
}
