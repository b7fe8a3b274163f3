// Package server is gotunneld without its command line: it takes visitors and
// clients on one port and brings them together.
//
//	s, err := server.New(server.Config{Listen: "127.0.0.1:8080", Domain: "localhost", Data: dir, ...})
//	err = s.Serve(ctx)
//
// Package public takes the connections, control keeps the clients, registry
// knows the names, access who may have them, and store keeps it all. This package puts them together and
// starts and stops them in the right order. It parses no flags, reads no
// configuration and makes no certificates.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"gotunnel/server/abuse"
	"gotunnel/server/access"
	"gotunnel/server/accesslog"
	"gotunnel/server/control"
	"gotunnel/server/domains"
	"gotunnel/server/meter"
	"gotunnel/server/public"
	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// DefaultHold is how long a lost name is kept for its owner.
const DefaultHold = 7 * 24 * time.Hour

// DefaultGrace is how long running connections may take to finish when the
// server stops.
const DefaultGrace = 30 * time.Second

// Config says what a server does.
type Config struct {
	// Listen is one address for everything, "host:port". Required unless
	// Inherited has a listener for it.
	Listen string
	// HTTPListen and TLSListen are further addresses for visitors only.
	HTTPListen, TLSListen []string
	// ControlListen is a further address for clients only. Empty: none.
	ControlListen string
	// Domain is what names live under: "localhost", "share.acme.dev". Required.
	Domain string
	// Data is the folder of the store. It is made if it is not there. Required.
	Data string
	// TCPPorts are given to TCP tunnels; zero: there are none.
	TCPPorts PortRange
	// Single serves one tunnel, and sends every visitor to it without looking.
	Single bool
	// LinkTLS proves the server to clients; only its certificates are used.
	// Required.
	LinkTLS *tls.Config
	// VisitorTLS ends visitors' TLS for tunnels that do not do it themselves;
	// nil: there is only HTTP for those.
	VisitorTLS *tls.Config
	// DNS is the resolver that custom domains are looked up at, "ip:port"; empty:
	// the system's.
	DNS string
	// Hold is how long a lost name is kept; 0 means [DefaultHold].
	Hold time.Duration
	// Grace is how long running connections may take to finish when the server
	// stops; 0 means [DefaultGrace].
	Grace time.Duration
	// Inherited are listeners that were opened by somebody else, as by systemd:
	// the first takes the place of Listen, others take everything too.
	Inherited []net.Listener
	// AccessLog gets a line for each request of a visitor; nil: there is none. Who
	// opened it closes it, after Serve.
	AccessLog *accesslog.Log
	// Handed are the [Server.Sockets] of a predecessor by their names. They are
	// used in place of opening what is asked for in the same way; what nobody
	// asks for any more is closed. The map is the server's from then on.
	Handed map[string]net.Listener
	// Abuse says what is done for names that nobody vouches for.
	Abuse abuse.Config
	// Version names the program to clients.
	Version string
	// Logger gets one event a line; nil: nothing is logged.
	Logger *slog.Logger
	// Metrics gets the server's gauges and counters; nil: there are none.
	Metrics *metrics.Set
}

// Server is a running server. Make one with [New].
type Server struct {
	cfg       Config
	file      *store.Movable
	store     *store.Store // in file
	registry  *registry.Registry
	meters    *meter.Meters
	domains   *domains.Domains
	hub       *control.Hub
	public    *public.Server
	kit       *abuse.Kit
	listeners []listener
}

type listener struct {
	net.Listener
	name    string
	accepts public.Accepts
}

// storeFile is the store's name in the data folder.
const storeFile = "gotunneld.db"

// New opens the store and the listeners; nobody is served before Serve. The
// error says which of them failed.
func New(cfg Config) (*Server, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	file, err := store.OpenMovable(StorePath(cfg.Data))
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, file: file, store: store.New(file)}
	if err := s.assemble(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (c *Config) complete() error {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Hold == 0 {
		c.Hold = DefaultHold
	}
	if c.Grace == 0 {
		c.Grace = DefaultGrace
	}
	domain, err := wire.CanonicalHost(c.Domain)
	if err != nil {
		return fmt.Errorf("domain %q: %w", c.Domain, err)
	}
	c.Domain = domain
	return nil
}

// assemble makes the parts. The registry opens ports by way of public, which
// finds its tunnels in the registry.
func (s *Server) assemble() (err error) {
	if err := s.listen(); err != nil {
		return err
	}
	s.registry, err = registry.New(registry.Config{
		Keeper: registry.KeepIn(s.store), Hold: s.cfg.Hold, Single: s.cfg.Single, Logger: s.cfg.Logger,
		FirstPort: s.cfg.TCPPorts.First, LastPort: s.cfg.TCPPorts.Last,
		OpenPort:  func(port int) error { return s.public.OpenPort(s.host(), port) },
		ClosePort: func(port int) { s.public.ClosePort(port) },
	})
	if err != nil {
		return err
	}
	if s.meters, err = meter.New(context.Background(), s.store, s.cfg.Logger); err != nil {
		return err
	}
	gate := access.New(access.Config{
		Store: s.store, Open: s.Exposed() == "", Domain: s.cfg.Domain, Logger: s.cfg.Logger,
	})
	s.domains = domains.New(domains.Config{
		Store: s.store, Registry: s.registry, Domain: s.cfg.Domain, Resolver: domains.Resolver(s.cfg.DNS), Logger: s.cfg.Logger,
	})
	s.hub = control.New(control.Config{
		Access: gate, Domains: s.domains, Domain: s.cfg.Domain, Report: s.cfg.Abuse.Report,
		Registry: s.registry, Endpoint: s.endpoint, Kinds: s.kinds(), Server: s.cfg.Version, Logger: s.cfg.Logger,
		OnSilent: func(session string) { s.public.SessionLost(session) },
	})
	s.kit = abuse.New(s.cfg.Abuse)
	s.public = public.New(public.Config{
		Registry: s.registry, Hub: s.hub, Domain: s.cfg.Domain, ClientPort: s.port(public.All), Single: s.cfg.Single, Logger: s.cfg.Logger,
		LinkTLS: s.cfg.LinkTLS, VisitorTLS: s.cfg.VisitorTLS, MaxVisitors: MaxVisitors(openFiles()),
		Abuse: s.kit, Meters: s.meters, Access: s.cfg.AccessLog,
	})
	s.register(s.cfg.Metrics)
	return nil
}

// MaxVisitors is how many visitors a server has at once that may open so many
// files; 0: there is no limit. It leaves a fifth of them for clients and for those
// of whom it is not known yet what they are. A visitor takes two.
func MaxVisitors(files int) int {
	if files == 0 {
		return 0
	}
	return max(1, files*8/10/2)
}

func (s *Server) kinds() []wire.Kind {
	kinds := []wire.Kind{wire.HTTP, wire.TLS}
	if s.cfg.TCPPorts.First != 0 || s.cfg.Single {
		kinds = append(kinds, wire.TCP)
	}
	return kinds
}

// Serve serves until ctx ends, then stops accepting, tells the clients, and
// lets running connections finish for Config.Grace; a second call is an error.
// It returns nil after an orderly stop.
func (s *Server) Serve(ctx context.Context) error {
	sessions, endSessions := context.WithCancel(context.WithoutCancel(ctx))
	defer endSessions()
	var wg sync.WaitGroup
	s.adopt() //nolint:contextcheck // a port outlives the sessions that have it
	var accepting sync.WaitGroup
	for _, ln := range s.listeners {
		accepting.Go(func() { s.public.Serve(sessions, ln, ln.accepts) })
	}
	wg.Go(func() { s.registry.Run(sessions) })
	wg.Go(func() { s.hub.Run(sessions) })
	wg.Go(func() { s.domains.Run(sessions) })
	wg.Go(func() { s.meters.Run(sessions) })

	<-ctx.Done()
	s.drain(sessions, accepting.Wait)
	endSessions() // names are now held, for who comes back
	s.hub.Wait()
	wg.Wait()
	return errors.Join(s.count(context.WithoutCancel(ctx)), s.close())
}

// count writes what accounts have used, unless a successor does the counting.
func (s *Server) count(ctx context.Context) error {
	if err := s.meters.Save(ctx); !errors.Is(err, store.ErrMoved) {
		return err
	}
	return nil
}

// drain lets visitors finish, the last that were accepted too, for whom accepted
// waits once the listeners are closed. Their streams need the sessions no more,
// but a client that sees its session end may give up, so sessions end last.
func (s *Server) drain(ctx context.Context, accepted func()) {
	s.cfg.Logger.Info("stopping", "visitors", s.public.Stats.Open.Load(), "grace", s.cfg.Grace)
	for _, ln := range s.listeners {
		_ = ln.Close()
	}
	accepted()
	s.public.ClosePorts()
	s.hub.Drain(s.cfg.Grace)
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Grace)
	defer cancel()
	s.public.Shutdown(ctx)
}

func (s *Server) close() error {
	for _, ln := range s.listeners {
		_ = ln.Close()
	}
	return s.store.Close()
}

// Healthy says why the server can't do its work, or nil.
func (s *Server) Healthy(ctx context.Context) error {
	return s.store.View(ctx, func(tx store.Reader) error {
		_, err := store.Names.Has(tx, s.cfg.Domain)
		return err
	})
}
