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
	"slices"
	"strings"
	"syscall"
	"time"

	"gotunnel/app/detect"
	"gotunnel/app/localapi"
)

// hereServer is a server on this computer, for who wants to try Gotunnel.
type hereServer struct {
	addr string
	// Both are nil for one that an agent before this one left behind.
	stop context.CancelFunc
	done chan struct{} // closed when it has ended
}

func (h *hereServer) ended() bool {
	select {
	case <-h.done:
		return true
	default:
		return false
	}
}

const (
	// hereAddress is where it listens, if that is free.
	hereAddress = "127.0.0.1:8080"
	// hereFile has its address, for as long as it is the one to share through.
	hereFile = "here.json"
	// hereWait is how long it may take to start, and to end.
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
	if h == nil || h.ended() {
		var err error
		if h, err = a.startHere(ctx); err != nil {
			return localapi.Error{Code: localapi.CodeFailed, Message: "A server can't be started on this computer: " + err.Error() + "."}
		}
		a.mu.Lock()
		a.here = h
		a.mu.Unlock()
	}
	if err := a.write(hereFile, textOf(savedHere{h.addr})); err != nil {
		a.logger.Error("that a server on this computer is used can't be written down", "err", err)
	}
	a.disconnect()
	return a.connect(h.addr, "")
}

// startHere starts the server, which ends with the agent. One that is still there
// after an agent was killed is taken as it is.
func (a *Agent) startHere(ctx context.Context) (*hereServer, error) {
	var saved savedHere
	a.read(hereFile, &saved)
	if a.isOurs(ctx, saved.Addr) {
		return &hereServer{addr: saved.Addr}, nil
	}
	addr, err := freeAddress(saved.Addr, hereAddress, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	running, stop := context.WithCancel(a.ctx)
	//nolint:contextcheck // it ends with the agent
	cmd := exec.CommandContext(running, a.ServerProgram, "serve", "--listen", addr, "--domain", "localhost", "--data", filepath.Join(a.Folder, "server"))
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = hereWait
	out, err := cmd.StderrPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		stop()
		return nil, err
	}
	h := &hereServer{addr: addr, stop: stop, done: make(chan struct{})}
	listening := make(chan string, 1)
	a.wg.Go(func() { h.follow(cmd, out, listening) })
	return h, h.await(ctx, listening)
}

// isOurs tells whether a server of ours listens at an address: it may be anybody's by
// now.
func (a *Agent) isOurs(ctx context.Context, addr string) bool {
	if addr == "" {
		return false
	}
	apps, _ := a.scanner.Scan(ctx)
	return slices.ContainsFunc(apps, func(app detect.App) bool {
		return app.Hidden == detect.Ours && app.Address().String() == addr
	})
}

// follow reads what the server says to its end.
func (h *hereServer) follow(cmd *exec.Cmd, out io.Reader, listening chan<- string) {
	defer close(h.done)
	defer h.stop()
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
	_ = cmd.Wait()
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
		h.stop()
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
	if h != nil && h.stop != nil {
		h.stop()
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
