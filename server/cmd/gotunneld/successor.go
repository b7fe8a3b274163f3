package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"gotunnel/server"
)

// successor is a server that this one started to take its place.
type successor struct {
	cmd    *exec.Cmd
	orders *os.File      // to it
	lines  chan string   // from it; closed at their end
	ended  chan struct{} // closed when the process is gone
}

// maxLine is the longest line that a successor says.
const maxLine = 4 << 10

// startSuccessor runs the program at path with this process's arguments, and its sockets
// as systemd would pass them.
func startSuccessor(path string, all []server.Socket) (*successor, error) {
	list, err := files(all)
	if err != nil {
		return nil, err
	}
	defer func() { closeAll(list) }() // what the child has are copies
	orders, toChild, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	fromChild, news, err := os.Pipe()
	if err != nil {
		closeAll([]*os.File{orders, toChild})
		return nil, err
	}
	cmd := exec.Command(path, os.Args[1:]...)
	cmd.Args[0] = os.Args[0]
	cmd.Env = successorEnv(list)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	list = append(list, orders, news)
	cmd.ExtraFiles = list
	if err := cmd.Start(); err != nil {
		closeAll([]*os.File{toChild, fromChild})
		return nil, err
	}
	s := &successor{cmd: cmd, orders: toChild, lines: make(chan string, 4), ended: make(chan struct{})}
	go s.listen(fromChild)
	go s.reap()
	return s, nil
}

// successorEnv is this process's environment with what it inherited itself
// replaced by what it hands on.
func successorEnv(list []*os.File) []string {
	var env, names []string
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "WATCHDOG_PID", predecessorEnv:
		default:
			env = append(env, v)
		}
	}
	for _, file := range list {
		names = append(names, file.Name())
	}
	return append(env,
		"LISTEN_FDS="+strconv.Itoa(len(list)),
		"LISTEN_FDNAMES="+strings.Join(names, ":"),
		predecessorEnv+"="+strconv.Itoa(os.Getpid()))
}

// listen ends when the child has closed its end, which it does by itself or by
// ending.
func (s *successor) listen(news *os.File) {
	defer news.Close()
	defer close(s.lines)
	scan := bufio.NewScanner(news)
	scan.Buffer(nil, maxLine)
	for scan.Scan() {
		s.lines <- scan.Text()
	}
}

func (s *successor) reap() {
	_ = s.cmd.Wait() // how it ended is in ProcessState
	close(s.ended)
}

// await waits until the successor says want. It may say something else, end, or
// take longer than ctx allows.
func (s *successor) await(ctx context.Context, want string) error {
	select {
	case line, ok := <-s.lines:
		switch reason, failed := strings.CutPrefix(line, sayFailed); {
		case failed:
			return errors.New(reason)
		case line == want:
			return nil
		case ok:
			return fmt.Errorf("it said %q in place of %q", line, want)
		}
		<-s.ended
		return fmt.Errorf("it ended before it served (%v)", s.cmd.ProcessState)
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// say tells the successor something.
func (s *successor) say(line string) error {
	_ = s.orders.SetWriteDeadline(time.Now().Add(time.Second)) // the pipe is empty
	_, err := fmt.Fprintln(s.orders, line)
	return err
}

// kill ends it and waits until it is gone.
func (s *successor) kill() {
	_ = s.cmd.Process.Kill() // it may be gone
	s.orders.Close()
	<-s.ended
}

// programPath is where the program's file is, or will be when it is replaced by
// a newer one. It is asked for before anything can have been replaced.
func programPath() (string, error) {
	path, err := exec.LookPath(os.Args[0])
	if err != nil {
		return os.Executable()
	}
	return filepath.Abs(path)
}
