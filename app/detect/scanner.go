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

	mu        sync.Mutex
	known     map[start]*probe
	looked    time.Time // of Changed
	listening string    // what it saw then
}

// Scan returns what listens on this computer, hidden or not, by port. It takes
// some 50 ms, or a second where Docker does not answer, and sends nothing to any
// app. An app that the system tells little of is there with what is known.
func (s *Scanner) Scan(ctx context.Context) ([]App, error) {
	var running []container
	var wg sync.WaitGroup
	wg.Go(func() {
		socket := s.DockerSocket
		if socket == "" {
			socket = dockerSocket()
		}
		running = containers(ctx, socket)
	})
	sockets, err := listening(ctx)
	wg.Wait()
	if err != nil {
		return nil, err
	}
	table := &processes{ctx: ctx, seen: map[int]*process{}}
	home, _ := os.UserHomeDir()
	var apps []App
	for _, l := range group(sockets, table.get) {
		a := describe(l, running, home, filepath.Clean(os.TempDir()))
		a.hide(l, runtime.GOOS)
		apps = append(apps, a)
	}
	s.recall(apps)
	return apps, ctx.Err()
}

// describe names an app by its process, its container and its project's files.
func describe(l listener, running []container, common ...string) App {
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
	files := readProject(a.Folder, common...)
	a.Framework = framework(said, files)
	if a.Framework == "" {
		a.publish(running)
	}
	if a.Container != "" {
		return a
	}
	a.Project = files.name
	if a.Framework == "" && l.main != nil && l.main.own && isGo(l.main.exe) {
		a.Framework = "Go"
	}
	return a
}
