package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What a server and the one that follows it say to each other, each on a line.
// The successor begins.
const (
	sayPrepared = "prepared" // all is well but the store, which is the other's yet
	sayOpen     = "open"     // it is free now
	sayReady    = "ready"    // the successor serves
	sayFailed   = "failed: " // with the reason
)

// predecessorEnv says which process started this one as its successor.
const predecessorEnv = "GOTUNNELD_PREDECESSOR"

// predecessor is the server that started this one to take its place. A nil one
// is none.
type predecessor struct {
	orders, news *os.File
	lines        *bufio.Reader
}

// findPredecessor must come before inherited, which takes the sockets; their
// number says which files are the pipes to the predecessor.
func findPredecessor() (*predecessor, error) {
	parent := os.Getenv(predecessorEnv)
	if parent == "" {
		return nil, nil
	}
	os.Unsetenv(predecessorEnv)
	n, err := strconv.Atoi(os.Getenv("LISTEN_FDS"))
	if err != nil || parent != strconv.Itoa(os.Getppid()) {
		return nil, errPredecessorGone
	}
	// Only this process knows its number, which systemd would have told.
	os.Setenv("LISTEN_PID", strconv.Itoa(os.Getpid()))
	p := &predecessor{orders: pipe(firstFile+n, "orders"), news: pipe(firstFile+n+1, "news")}
	p.lines = bufio.NewReader(p.orders)
	return p, nil
}

// firstFile is the first of LISTEN_FDS.
const firstFile = 3

func pipe(fd int, name string) *os.File {
	syscall.CloseOnExec(fd)
	_ = syscall.SetNonblock(fd, true) // so that reads have deadlines
	return os.NewFile(uintptr(fd), name)
}

var errPredecessorGone = errors.New("the server that this one was to follow has ended")

// awaitStore waits until the predecessor has let go of the store.
func (p *predecessor) awaitStore(ctx context.Context) error {
	if p == nil {
		return nil
	}
	defer context.AfterFunc(ctx, func() { _ = p.orders.SetReadDeadline(time.Unix(1, 0)) })()
	if err := p.say(sayPrepared); err != nil {
		return errPredecessorGone
	}
	line, err := p.lines.ReadString('\n')
	switch {
	case ctx.Err() != nil:
		return errors.New("told to stop before it served")
	case err != nil || line != sayOpen+"\n":
		return errPredecessorGone
	}
	return nil
}

func (p *predecessor) say(line string) error {
	_, err := fmt.Fprintln(p.news, line)
	return err
}

// tell says how the start went. The predecessor may be gone, which is no matter
// any more.
func (p *predecessor) tell(err error) {
	switch {
	case p == nil:
		return
	case err == nil:
		_ = p.say(sayReady)
	default:
		_ = p.say(sayFailed + strings.ReplaceAll(err.Error(), "\n", " "))
	}
	p.news.Close()
	p.orders.Close()
}
