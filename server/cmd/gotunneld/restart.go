package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"gotunnel/server"
)

const (
	// startWait is how long a successor may take until it needs only the store.
	startWait = 30 * time.Second
	// letGoWait is how long what uses the store may take to come to an end, a
	// backup that is slow to be taken away for example.
	letGoWait = 5 * time.Second
	// takeWait is how long a successor may take to open the store and serve. All
	// that needs the store waits as long.
	takeWait = 10 * time.Second
)

// errStoreLost is a restart after which this server can't go on.
var errStoreLost = errors.New("the store could not be had back after a restart that failed")

// restart starts the program anew, as its file is now, and has it take this
// server's place. If that does not come about, all goes on as before.
func (l *life) restart(ctx context.Context, stop context.CancelCauseFunc) {
	l.log.Info("restarting", "program", l.path)
	l.note("")
	pid, err := l.handOver(ctx)
	switch {
	case errors.Is(err, errStoreLost):
		stop(err)
	case err != nil:
		l.log.Error("not restarted, the server goes on as before", "err", err)
		l.note(time.Now().Format(time.RFC3339Nano) + " " + err.Error())
	default:
		l.log.Info("another process serves now", "process", pid)
		close(l.moved)
		stop(nil)
	}
}

func (l *life) note(text string) {
	if err := l.pid.write(text); err != nil {
		l.log.Warn("the process file can't be written", "err", err)
	}
}

// handOver returns the process that has taken this one's place. The order keeps
// every name somebody's: the successor opens the store with all names in it
// before this server's clients are told to go there, and until then this one
// serves visitors from memory.
func (l *life) handOver(ctx context.Context) (pid int, err error) {
	next, err := startSuccessor(l.path, l.sockets())
	if err != nil {
		return 0, err
	}
	if err := l.prepared(ctx, next); err != nil {
		next.kill()
		return 0, err
	}
	if err := l.taken(ctx, next); err != nil {
		next.kill()
		if lost := errors.Join(l.Resume(), l.pid.take()); lost != nil { //nolint:contextcheck // it must not be cut short
			return 0, fmt.Errorf("%w (%w), which failed because of: %w", errStoreLost, lost, err)
		}
		return 0, err
	}
	l.Leave()
	return next.cmd.Process.Pid, nil
}

// sockets are all that this process listens on.
func (l *life) sockets() []server.Socket {
	all := l.Sockets()
	if l.page != nil {
		all = append(all, server.Socket{Name: adminSocket(l.now.AdminListen), Listener: l.page.Listener.Listener})
	}
	return all
}

// prepared waits until the successor needs the store, and lets go of it.
func (l *life) prepared(ctx context.Context, next *successor) error {
	wait, cancel := context.WithTimeoutCause(ctx, startWait, fmt.Errorf("it did not serve within %v", startWait))
	defer cancel()
	if err := next.await(wait, sayPrepared); err != nil {
		return err
	}
	letGo, cancel := context.WithTimeout(ctx, letGoWait)
	defer cancel()
	if err := l.Suspend(letGo); err != nil {
		return fmt.Errorf("the store is in use (%w), perhaps by a backup: try again", err)
	}
	return nil
}

// taken waits until the successor has the store, and serves.
func (l *life) taken(ctx context.Context, next *successor) error {
	ctx, cancel := context.WithTimeoutCause(ctx, takeWait, fmt.Errorf("it did not open the store within %v", takeWait))
	defer cancel()
	if err := errors.Join(l.pid.release(), next.say(sayOpen)); err != nil {
		return err
	}
	return next.await(ctx, sayReady)
}

// readyState is what systemd is told by a server that serves. It knew another
// process when there was a predecessor.
func readyState(before *predecessor) string {
	if before == nil {
		return daemon.SdNotifyReady
	}
	return fmt.Sprintf("MAINPID=%d\n%s", os.Getpid(), daemon.SdNotifyReady)
}
