package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// pidFileName is the file in the data folder that names the server's process.
// The process has it locked, so that a number that was left there by a server
// that crashed is taken for nobody's.
const pidFileName = "gotunneld.pid"

// pidFile is this process's. A line after the number says how its last restart
// failed.
type pidFile struct{ f *os.File }

// takePID says that this process is the server with that data folder.
func takePID(data string) (*pidFile, error) {
	f, err := os.OpenFile(filepath.Join(data, pidFileName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder can't be written to: %w", err)
	}
	p := &pidFile{f}
	if err := p.take(); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

func (p *pidFile) take() error {
	if err := lock(p.f, unix.F_WRLCK); err != nil {
		return fmt.Errorf("the file %s is locked by another gotunneld: %w", p.f.Name(), err)
	}
	return p.write("")
}

// release lets a successor take it.
func (p *pidFile) release() error { return lock(p.f, unix.F_UNLCK) }

func (p *pidFile) write(note string) error {
	text := strconv.Itoa(os.Getpid()) + "\n" + note
	if _, err := p.f.WriteAt([]byte(text), 0); err != nil {
		return err
	}
	return p.f.Truncate(int64(len(text)))
}

func (p *pidFile) close() { p.f.Close() }

// lock is for the whole file and does not wait.
func lock(f *os.File, kind int16) error {
	return unix.FcntlFlock(f.Fd(), unix.F_SETLK, &unix.Flock_t{Type: kind, Whence: io.SeekStart})
}

// errNotRunning is for commands that need a running server.
type errNotRunning struct{ data string }

func (e errNotRunning) Error() string {
	return "no gotunneld runs with the data folder " + e.data + ": start it with gotunneld serve, or name its folder with --data or --config"
}

// runningServer is the process of the server with that data folder, and the note
// in its file.
func runningServer(data string) (pid int, note string, err error) {
	f, err := os.Open(filepath.Join(data, pidFileName))
	if errors.Is(err, os.ErrNotExist) {
		return 0, "", errNotRunning{data}
	}
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	l := unix.Flock_t{Type: unix.F_WRLCK, Whence: io.SeekStart}
	if err := unix.FcntlFlock(f.Fd(), unix.F_GETLK, &l); err != nil {
		return 0, "", err
	}
	switch {
	case l.Type == unix.F_UNLCK:
		return 0, "", errNotRunning{data}
	case l.Pid <= 0:
		return 0, "", errors.New("the server runs in another container: run this command there")
	}
	text, err := io.ReadAll(io.LimitReader(f, maxLine))
	_, note, _ = strings.Cut(string(text), "\n")
	return int(l.Pid), note, err
}
