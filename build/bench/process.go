package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// startTimeout is how long a process may take until its ready line. The
// slowest here is the client, which makes a TLS connection first: well under a
// second, also with ten of them starting on two cores.
const startTimeout = 15 * time.Second

// spec is how to start a process.
type spec struct {
	name string
	path string
	args []string
	env  []string // beside the bench's own environment
	// ready is called with each line of output until it returns true. Nil
	// means ready at once.
	ready func(line string) bool
}

// process is a running child. Whoever started it calls stop.
type process struct {
	spec    spec
	cmd     *exec.Cmd
	out     *lineLog
	readyAt time.Time // when the ready line came
	exited  chan struct{}
}

// command is exec.CommandContext for a child that ends with the bench: it is
// killed when ctx ends or when the bench dies, and a Ctrl-C in the terminal
// does not reach it, so that the bench ends its children in its own order.
func command(ctx context.Context, path string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.SysProcAttr = dieWithParent()
	cmd.WaitDelay = time.Second
	return cmd
}

// begin starts s without waiting for its ready line.
func begin(ctx context.Context, s spec) (*process, error) {
	p := &process{spec: s, exited: make(chan struct{}), out: &lineLog{isReady: s.ready, ready: make(chan time.Time, 1)}}
	p.cmd = command(ctx, s.path, s.args...)
	p.cmd.Env = append(p.cmd.Environ(), s.env...)
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.out
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.name, err)
	}
	go p.reap()
	return p, nil
}

// reap waits for the end, so that await and stop may both learn of it.
func (p *process) reap() {
	defer close(p.exited)
	_ = p.cmd.Wait() // how it ended is in its output
}

// await blocks until the ready line.
func (p *process) await(ctx context.Context) error {
	if p.spec.ready == nil {
		return nil
	}
	select {
	case p.readyAt = <-p.out.ready:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-p.exited:
		return fmt.Errorf("%s ended before it was ready:\n%s", p.spec.name, p.out)
	case <-time.After(startTimeout):
		return fmt.Errorf("%s was not ready in %v:\n%s", p.spec.name, startTimeout, p.out)
	}
}

// start is begin and await. It leaves nothing running when it fails.
func start(ctx context.Context, s spec) (*process, error) {
	p, err := begin(ctx, s)
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}

// stop kills the process and waits for its end. It may be called again, and on
// nil.
func (p *process) stop() {
	if p == nil {
		return
	}
	_ = p.cmd.Process.Kill() // fails only when it has ended
	<-p.exited
}

func stopAll(procs []*process) {
	for _, p := range procs {
		p.stop()
	}
}

// lineLog takes a child's output, looks for the ready line and keeps the end
// for error messages.
type lineLog struct {
	isReady func(string) bool
	ready   chan time.Time // one value, the first time isReady says so

	mu   sync.Mutex
	part []byte   // a line without its end
	last []string // at most lastLines
	done bool
}

// lastLines is what an error message shows of a child's output.
const lastLines = 12

var _ io.Writer = (*lineLog)(nil)

func (l *lineLog) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.part = append(l.part, b...)
	for {
		line, rest, ok := bytes.Cut(l.part, []byte("\n"))
		if !ok {
			return len(b), nil
		}
		l.part = rest
		l.lineLocked(string(line))
	}
}

func (l *lineLog) lineLocked(line string) {
	if l.last = append(l.last, line); len(l.last) > lastLines {
		l.last = l.last[1:]
	}
	if !l.done && l.isReady != nil && l.isReady(line) {
		l.done = true
		l.ready <- time.Now()
	}
}

func (l *lineLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(append(l.last[:len(l.last):len(l.last)], string(l.part)), "\n")
}
