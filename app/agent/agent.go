package agent

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"gotunnel/app/autostart"
	"gotunnel/app/detect"
	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
	"gotunnel/app/wake"
	"gotunnel/tunnelcore"
)

// Config says how an agent works.
type Config struct {
	// Server is the one to begin with; empty: none is set up yet.
	Server, Pin string
	// Unchecked has links called live that nobody has opened from here.
	Unchecked bool
	// NewClient is the way to a server, for who has that token.
	NewClient func(server, pin, token string) *tunnelcore.Client
	// Token lets this computer into a server; "" if there is none.
	Token func(ctx context.Context, server string) (string, error)
	// Folder is where it writes down what it shares; it is made if it is not
	// there. Sign-ins are in it too.
	Folder string
	// SettingsFile is where the server is written down when somebody signs in.
	SettingsFile string
	// PreferencesFile is where what a person chose in window and menu is.
	PreferencesFile string
	// Command starts the agent at sign-in: a program and its arguments.
	Command []string
	// ServerProgram is the path of a gotunneld, to try Gotunnel without another
	// computer. Empty: there is none.
	ServerProgram string
	// Device is what this computer is called.
	Device string
	// Version is this program's.
	Version string
	// Messages shows what its person should know; nil: nothing is shown.
	Messages Messages
	// Ready is called when the agent answers. Nil: nobody is told.
	Ready func()
	// Log is where a line for each thing goes that happens.
	Log io.Writer
}

// ErrRunning says that this person has an agent already.
var ErrRunning = errors.New("another gotunnel agent of yours is running")

// Agent owns what is shared in the background.
type Agent struct {
	Config
	signIns signin.Store
	scanner detect.Scanner
	logger  *slog.Logger
	recent  lines // of the log
	ctx     context.Context
	quit    context.CancelFunc
	wg      sync.WaitGroup
	lookNow chan struct{} // holds one: look for apps at once
	changed changes       // of what there is to show

	serverMu sync.Mutex // one change of server at a time

	trouble trouble // with files

	saveMu sync.Mutex        // comes before mu
	saved  map[string]string // what files have, by name

	mu        sync.Mutex
	conn      *connection // nil without a server
	link      localapi.Server
	kept      []*keptShare
	stopped   []stoppedShare
	names     heldNames
	prefs     settings.Preferences
	atSignIn  autostart.Status
	tokens    map[string]string // that are gone when the agent ends
	here      *hereServer
	apps      []detect.App
	pages     map[int]page // of apps, by port
	lists     int          // how many look at the list of apps
	asking    bool         // apps are being asked for their pages
	elsewhere []localapi.Found
	window    *shownWindow // nil: there is none
	calmUntil time.Time    // no messages before that
	closing   bool
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
	a := &Agent{
		Config: cfg, ctx: ctx, quit: quit, signIns: signin.Store{Folder: cfg.Folder},
		tokens: map[string]string{}, pages: map[int]page{}, saved: map[string]string{}, lookNow: make(chan struct{}, 1),
		link: localapi.Server{State: localapi.NoServer},
	}
	a.logger = slog.New(slog.NewTextHandler(io.MultiWriter(cfg.Log, &a.recent), nil))
	return a.run(ln) //nolint:contextcheck // it has the agent's
}

// run serves until ctx ends, then ends in this order: shares, so that their names
// are kept; what others may ask, so that who waits for the end of that finds all
// done.
func (a *Agent) run(ln net.Listener) error {
	a.load()
	a.logger.Info("agent started", "version", a.Version, "server", a.Server, "shares", len(a.kept))
	a.begin()
	a.wg.Go(a.watch)
	a.wg.Go(func() { wake.Watch(a.ctx, a.logger, a.woke) })
	serving, stop := context.WithCancel(context.Background())
	defer stop()
	served := make(chan error, 1)
	go func() {
		defer a.quit()
		served <- localapi.Serve(serving, ln, a)
	}()
	if a.Ready != nil {
		a.Ready()
	}
	<-a.ctx.Done()
	a.mu.Lock()
	a.closing = true
	a.mu.Unlock()
	a.disconnect()
	a.wg.Wait()
	stop()
	err := <-served
	a.logger.Info("agent ended")
	return err
}

// begin connects to the server, if there is one, or starts the one on this
// computer that was tried last.
func (a *Agent) begin() {
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	if a.Server != "" {
		_ = a.connect(a.Server, a.Pin) // or it is ending already
		return
	}
	var saved savedHere
	if a.read(hereFile, &saved); saved.Addr == "" {
		return
	}
	if err := a.tryHereLocked(a.ctx); err != nil {
		a.logger.Error("the server on this computer does not start", "err", err)
	}
}

// About implements [localapi.Agent].
func (a *Agent) About() localapi.About {
	a.mu.Lock()
	defer a.mu.Unlock()
	return localapi.About{Server: a.link.Address, Version: a.Version, PID: os.Getpid()}
}

// Quit implements [localapi.Agent].
func (a *Agent) Quit() { a.quit() }
