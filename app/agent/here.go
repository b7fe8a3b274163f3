package agent

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"gotunnel/app/localapi"
)

// hereServer is a server on this computer, for who wants to try Gotunnel.
type hereServer struct {
	addr string
	cmd  *exec.Cmd
	done chan struct{}
}

// hereAddress is where it listens, if that is free.
const hereAddress = "127.0.0.1:8080"

// hereWait is how long it may take to start.
const hereWait = 15 * time.Second

// TryHere implements [localapi.Agent].
func (a *Agent) TryHere(ctx context.Context) error {
	if a.ServerProgram == "" {
		return localapi.Error{Code: localapi.CodeFailed, Message: "gotunneld, the server, is not installed on this computer."}
	}
	a.mu.Lock()
	running := a.here != nil
	a.mu.Unlock()
	if !running {
		h, err := a.startHere(ctx)
		if err != nil {
			return localapi.Error{Code: localapi.CodeFailed, Message: "A server can't be started on this computer: " + err.Error() + "."}
		}
		a.mu.Lock()
		a.here = h
		a.mu.Unlock()
	}
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	a.disconnect()
	if a.ctx.Err() != nil {
		return errClosing
	}
	a.connect(a.here.addr, "")
	return nil
}

// startHere starts the server, which ends with the agent.
func (a *Agent) startHere(ctx context.Context) (*hereServer, error) {
	addr, err := freeAddress(hereAddress)
	if err != nil {
		return nil, err
	}
	//nolint:contextcheck // it ends with the agent
	cmd := exec.CommandContext(a.ctx, a.ServerProgram, "serve", "--listen", addr, "--domain", "localhost", "--data", filepath.Join(a.Folder, "server"))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = hereWait
	cmd.Env = os.Environ()
	out, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	h := &hereServer{addr: addr, cmd: cmd, done: make(chan struct{})}
	listening := make(chan string, 1)
	a.wg.Go(func() { h.follow(out, listening) })
	return h, h.await(ctx, listening)
}

// follow reads what the server says to its end.
func (h *hereServer) follow(out io.Reader, listening chan<- string) {
	defer close(h.done)
	var last string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		last = lines.Text()
		if strings.Contains(last, "listening") {
			select {
			case listening <- "":
			default:
			}
		}
	}
	_ = h.cmd.Wait()
	select {
	case listening <- last:
	default:
	}
}

func (h *hereServer) await(ctx context.Context, listening <-chan string) error {
	ctx, cancel := context.WithTimeout(ctx, hereWait)
	defer cancel()
	select {
	case problem := <-listening:
		if problem != "" {
			return errors.New(problem)
		}
		return nil
	case <-ctx.Done():
		_ = h.cmd.Cancel()
		return errors.New("it does not answer")
	}
}

// stopHere ends the server on this computer, if there is one.
func (a *Agent) stopHere() {
	a.mu.Lock()
	h := a.here
	a.here = nil
	a.mu.Unlock()
	if h != nil {
		_ = h.cmd.Cancel()
		<-h.done
	}
}

func freeAddress(preferred string) (string, error) {
	ln, err := net.Listen("tcp", preferred)
	if err != nil {
		ln, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}
