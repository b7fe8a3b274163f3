//go:build unix

package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// killAfter is how long a process may take to end before it is killed. Both end in
// well under a second when nothing is wrong.
const killAfter = 5 * time.Second

// child is a process of ours and the last lines that it wrote.
type child struct {
	name string
	end  context.CancelFunc
	done chan struct{} // closed when the process has ended and its output is read
	how  string        // how it ended, such as "exit status 1"; valid after done

	mu   sync.Mutex
	last []string // guarded by mu; for the message when it ends too early
}

// prepare makes a child of the program at path. Set the command's output, then launch
// it. The end of ctx does not end it: stop does, so that we choose the order.
func prepare(ctx context.Context, path string, args ...string) (*child, *exec.Cmd) {
	ctx, end := context.WithCancel(context.WithoutCancel(ctx))
	c := &child{name: filepath.Base(path), end: end, done: make(chan struct{})}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = killAfter
	// In a process group of its own, a Ctrl-C in the terminal does not reach it either.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return c, cmd
}

func (c *child) launch(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		c.end()
		return fmt.Errorf("could not start %s: %w", c.name, err)
	}
	go c.wait(cmd)
	return nil
}

func (c *child) wait(cmd *exec.Cmd) {
	defer close(c.done)
	if err := cmd.Wait(); err != nil {
		c.how = err.Error()
		return
	}
	c.how = "exit status 0"
}

// stop asks the process to end, kills it after killAfter, and returns when it is gone.
func (c *child) stop() {
	c.end()
	<-c.done
}

// keep remembers a line that the process wrote, of the last ten.
func (c *child) keep(line string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = append(c.last, line)
	if len(c.last) > 10 {
		c.last = c.last[1:]
	}
}

// ended is the error of a process that ended without being asked to.
func (c *child) ended() error {
	return fmt.Errorf("%s ended by itself (%s). It said:\n%s", c.name, c.how, c.said())
}

func (c *child) said() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.last, "\n")
}

// await returns nil when ready is closed, and an error when the process ended before
// that, ctx was cancelled, or startTimeout has passed.
func (c *child) await(ctx context.Context, ready <-chan struct{}) error {
	timeout := time.NewTimer(startTimeout)
	defer timeout.Stop()
	select {
	case <-ready:
		return nil
	case <-c.done:
		return c.ended()
	case <-ctx.Done():
		return ctx.Err()
	case <-timeout.C:
		return fmt.Errorf("%s was not ready after %v. It said:\n%s", c.name, startTimeout, c.said())
	}
}
