package agent

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
)

// Config says how an agent works. All of it is required.
type Config struct {
	// Client is the way to the server. The agent sets what it needs of it.
	Client *tunnelcore.Client
	// Folder is where it writes down what it shares; it is made if it is not
	// there.
	Folder string
	// Explain says to people why something can't be shared.
	Explain func(error) localapi.Error
	Logger  *slog.Logger
}

// ErrRunning says that this person has an agent already.
var ErrRunning = errors.New("another gotunnel agent of yours is running")

// Agent owns what is shared in the background.
type Agent struct {
	Config
	sharer *sharing.Sharer
	ctx    context.Context // ends when the agent is to
	quit   context.CancelFunc
	wg     sync.WaitGroup // of shares that are being started

	mu      sync.Mutex
	kept    []*keptShare
	closing bool
}

// Run shares until ctx ends or somebody has it quit, which is no error.
func Run(ctx context.Context, cfg Config) error {
	if err := os.MkdirAll(cfg.Folder, 0o700); err != nil {
		return err
	}
	unlock, err := lock(cfg.Folder)
	if err != nil {
		return err
	}
	defer unlock()
	ln, err := localapi.ListenAgent()
	if err != nil {
		return err
	}
	ctx, quit := context.WithCancel(ctx)
	defer quit()
	cfg.Client.WaitForServer = true
	a := &Agent{Config: cfg, ctx: ctx, quit: quit}
	a.sharer = sharing.New(sharing.Config{Client: cfg.Client, Observer: journal{cfg.Logger}})
	return a.run(ln) //nolint:contextcheck // it has the agent's
}

// run serves until ctx ends, then ends in this order: shares that wait for their
// link; those that have one; what others may ask, so that who waits for the end
// of that finds the names free.
func (a *Agent) run(ln net.Listener) error {
	saved, err := a.load()
	if err != nil {
		a.Logger.Error("what was shared can't be read, so nothing is shared again", "err", err)
	}
	for _, want := range saved {
		a.restore(want)
	}
	a.Logger.Info("agent started", "shares", len(saved))
	var wg sync.WaitGroup
	wg.Go(func() { watchWake(a.ctx, a.Client.Reconnect, a.Logger) })
	serving, stop := context.WithCancel(context.Background())
	defer stop()
	wg.Go(func() {
		defer a.quit()
		err = localapi.Serve(serving, ln, a)
	})
	<-a.ctx.Done()
	a.close()
	stop()
	wg.Wait()
	a.Logger.Info("agent ended")
	return err
}

// close ends what is shared, and keeps what is written of it.
func (a *Agent) close() {
	a.mu.Lock()
	a.closing = true
	a.mu.Unlock()
	a.wg.Wait()
	a.sharer.Close()
}

// About implements [localapi.Agent].
func (a *Agent) About() localapi.About { return localapi.About{Server: a.Client.Server} }

// Quit implements [localapi.Agent].
func (a *Agent) Quit() { a.quit() }
