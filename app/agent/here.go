package agent

import (
	"bufio"
	"context"
	"errors"
	"io"
	"io/fs"
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
	cmd  *exec.Cmd     // nil for one that an agent before this one left behind
	done chan struct{} // closed when it has ended
}

const (
	// hereAddress is where it listens, if that is free.
	hereAddress = "127.0.0.1:8080"
	// hereFile has its address, for as long as it is the one to share through.
	hereFile = "here.json"
	// hereWait is how long it may take to start.
	hereWait = 15 * time.Second
)

// savedHere is what is written down of it.
type savedHere struct {
	Addr string `json:"addr"`
}

// TryHere implements [localapi.Agent].
func (a *Agent) TryHere(ctx context.Context) error {
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	return a.tryHereLocked(ctx)
}

func (a *Agent) tryHereLocked(ctx context.Context) error {
	if a.ServerProgram == "" {
		return localapi.Error{Code: localapi.CodeFailed, Message: "gotunneld, the server, is not installed on this computer."}
	}
	a.mu.Lock()
	h := a.here
	a.mu.Unlock()
	if h == nil {
		var err error
		if h, err = a.startHere(ctx); err != nil {
			return localapi.Error{Code: localapi.CodeFailed, Message: "A server can't be started on this computer: " + err.Error() + "."}
		}
		a.mu.Lock()
		a.here = h
		a.mu.Unlock()
	}
	if err := a.write(hereFile, savedHere{h.addr}); err != nil {
		a.logger.Error("that a server on this computer is used can't be written down", "err", err)
	}
	a.disconnect()
	if a.ctx.Err() != nil {
		return errClosing
	}
	a.connect(h.addr, "")
	return nil
}

// startHere starts the server, which ends with the agent. One that is still there
// after an agent was killed is taken as it is.
func (a *Agent) startHere(ctx context.Context) (*hereServer, error) {
	var saved savedHere
	a.read(hereFile, &saved)
	if saved.Addr != "" && answers(ctx, saved.Addr) {
		return &hereServer{addr: saved.Addr}, nil
	}
	addr, err := freeAddress(saved.Addr, hereAddress, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	//nolint:contextcheck // it ends with the agent
	cmd := exec.CommandContext(a.ctx, a.ServerProgram, "serve", "--listen", addr, "--domain", "localhost", "--data", filepath.Join(a.Folder, "server"))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = hereWait
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

// answers tells whether somebody takes connections at an address.
func answers(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
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

// stopHere ends the server on this computer, if there is one, and forgets it.
func (a *Agent) stopHere() {
	a.mu.Lock()
	h := a.here
	a.here = nil
	a.mu.Unlock()
	if err := os.Remove(filepath.Join(a.Folder, hereFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		a.logger.Error("the server on this computer can't be forgotten", "err", err)
	}
	if h != nil && h.cmd != nil {
		_ = h.cmd.Cancel()
		<-h.done
	}
}

// freeAddress is the first of these that can be listened at.
func freeAddress(wanted ...string) (string, error) {
	var last error
	for _, addr := range wanted {
		if addr == "" {
			continue
		}
		ln, err := net.Listen("tcp", addr)
		if err == nil {
			return ln.Addr().String(), ln.Close()
		}
		last = err
	}
	return "", last
}
