package window

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/wailsapp/wails/v2"

	"gotunnel/app/launch"
	"gotunnel/app/localapi"
)

// Main is the program gotunnel-desktop of a version. It returns when the window
// is closed, or has been shown by the one that there was already, and ends the
// process itself if it can't open one.
func Main(version string) {
	wanted, err := launch.ParseView(os.Args[1:])
	if err != nil {
		complain(err.Error())
		os.Exit(2)
	}
	if err := open(context.Background(), version, wanted); err != nil {
		complain("The window can't be opened: " + err.Error())
		os.Exit(1)
	}
}

// claimWait is how long the window waits for the agent to say that there is no
// other one. If the agent can't say so by then, the window says why.
const claimWait = 3 * time.Second

// open opens the window and returns when it is closed.
func open(ctx context.Context, version string, wanted localapi.View) error {
	shell := &wailsShell{started: make(chan struct{})}
	w := newWindow(ctx, version, shell)
	defer w.close()
	first := w.begin(wanted)
	if !w.mayOpen(first) {
		return nil
	}
	w.feed.show(wanted)
	w.wg.Go(func() { installEntry(ctx) })
	return wails.Run(w.options(shell, func(wails context.Context) {
		shell.start(wails)
		w.run(first.wait)
	}))
}

// window is the one window.
type window struct {
	ctx    context.Context // ends with it
	cancel context.CancelFunc
	link   *link
	feed   *feed
	bridge *Bridge
	wg     sync.WaitGroup
	left   chan struct{} // closed when the agent knows of it no more
}

func newWindow(ctx context.Context, version string, s shell) *window {
	ctx, cancel := context.WithCancel(ctx)
	f := newFeed()
	l := &link{version: version, feed: f, reach: reach}
	b := &Bridge{ctx: ctx, link: l, feed: f, shell: s}
	return &window{ctx: ctx, cancel: cancel, link: l, feed: f, bridge: b, left: make(chan struct{})}
}

// close ends what belongs to the window, and waits for that.
func (w *window) close() {
	w.cancel()
	w.bridge.watch.wg.Wait()
	w.wg.Wait()
}

// leaveWait is how long a window that is closed may stay for the agent.
const leaveWait = time.Second

// leave ends the connection to the agent, while the window is still to be seen: who
// asks for one after that gets another.
func (w *window) leave() {
	w.cancel()
	select {
	case <-w.left:
	case <-time.After(leaveWait):
	}
}

// reach is the way to the agent, which is started if it does not run.
func reach(ctx context.Context) (*localapi.Client, error) {
	program, err := launch.AgentProgram()
	if err != nil {
		return nil, err
	}
	client, _, err := launch.Agent(ctx, program, os.Environ())
	return client, err
}

// attempt is one to connect, once made is closed.
type attempt struct {
	made chan struct{}
	conn *connection
	err  error
}

func (a *attempt) wait() (*connection, error) {
	<-a.made
	return a.conn, a.err
}

// begin begins to connect.
func (w *window) begin(wanted localapi.View) *attempt {
	a := &attempt{made: make(chan struct{})}
	w.wg.Go(func() {
		defer close(a.made)
		a.conn, a.err = w.link.connect(w.ctx, wanted)
	})
	return a
}

// mayOpen waits for the agent's word on whether there is another window.
func (w *window) mayOpen(a *attempt) bool {
	select {
	case <-a.made:
		return !errors.Is(a.err, errOther)
	case <-time.After(claimWait):
		return true
	}
}

// run runs what belongs to the window until it is closed, or closes it.
func (w *window) run(first func() (*connection, error)) {
	w.wg.Go(func() { w.feed.run(w.ctx, w.bridge.shell) })
	w.wg.Go(func() {
		w.link.run(w.ctx, first)
		close(w.left)
		if w.ctx.Err() == nil { // otherwise it is closed, and must not be touched
			w.bridge.shell.end()
		}
	})
}
