package detect

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"
)

// Scanner finds apps, and remembers what it asked them. The zero value is ready,
// and may be used by several goroutines.
type Scanner struct {
	// DockerSocket is where to ask Docker for the names of its containers. Empty
	// means the usual places.
	DockerSocket string

	patience time.Duration // for a page; 0: probePatience. Tests on a busy computer have more.

	scanning sync.Mutex // one scan at a time
	began    time.Time  // of the last one
	apps     []App      // that it found

	mu        sync.Mutex
	known     map[start]*probe
	looked    time.Time // of Changed
	listening string    // what it saw then
}

// Scan returns what listens on this computer, hidden or not, by port. It takes
// some 50 ms, or a second where Docker does not answer, and sends nothing to any
// app. An app that the system tells little of is there with what is known.
//
// Those who call it at once get what one scan found that began after they called,
// so the apps are not theirs to change.
func (s *Scanner) Scan(ctx context.Context) ([]App, error) {
	called := time.Now()
	s.scanning.Lock()
	defer s.scanning.Unlock()
	if s.began.After(called) {
		return s.apps, nil
	}
	began := time.Now()
	apps, err := s.scan(ctx)
	if err == nil {
		s.began, s.apps = began, apps
	}
	return apps, err
}

func (s *Scanner) scan(ctx context.Context) ([]App, error) {
	var running []container
	var wg sync.WaitGroup
	wg.Go(func() {
		socket := s.DockerSocket
		if socket == "" {
			socket = dockerSocket()
		}
		running = containers(ctx, socket, dockerPatience)
	})
	sockets, err := listening(ctx)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	table := &processes{ctx: ctx, seen: map[int]*process{}}
	home, _ := os.UserHomeDir()
	files := newDisk(home, filepath.Clean(os.TempDir()))
	var apps []App
	for _, l := range group(sockets, table.get) {
		a := describe(l, running, files)
		a.hide(l, runtime.GOOS)
		apps = append(apps, a)
	}
	s.recall(apps)
	return apps, ctx.Err()
}

// describe names an app by its process, its container and its project's files.
func describe(l listener, running []container, on *disk) App {
	a := App{Port: l.port, Addrs: l.addrs}
	var said []string
	if p := l.main; p != nil {
		a.PID, a.Started, a.Process, a.Command, a.Folder = p.pid, p.started, p.name, p.command, p.folder
		if said = words(p.command); len(said) == 0 {
			said = words([]string{p.name}) // all that is told of other people's
		}
	}
	if len(said) > 0 {
		a.Process, a.shape = said[0], shapeOf(said)
	}
	files := on.project(a.Folder)
	a.Framework = framework(said, files)
	if a.Framework == "" {
		a.publish(running)
	}
	if a.Container != "" {
		return a
	}
	a.Project = files.name
	if a.Framework == "" && l.main != nil && l.main.own && on.isGo(l.main.exe) {
		a.Framework = "Go"
	}
	return a
}
