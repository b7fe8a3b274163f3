package public

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/server/abuse"
	"gotunnel/server/accesslog"
	"gotunnel/server/control"
	"gotunnel/server/meter"
	"gotunnel/server/registry"
	"gotunnel/tunnelcore/relay"
)

// Accepts says what a listener takes.
type Accepts uint8

// What there is to take.
const (
	Clients Accepts = 1 << iota
	HTTP
	TLS
	All = Clients | HTTP | TLS
)

// Config says how visitors are served. All fields but VisitorTLS, Single,
// Meters, Abuse and Logger are required.
type Config struct {
	Registry *registry.Registry
	Hub      *control.Hub
	// Domain is what names live under, canonical.
	Domain string
	// ClientPort is the port that clients come to.
	ClientPort string
	// LinkTLS ends clients' TLS. Its NextProtos are set here.
	LinkTLS *tls.Config
	// VisitorTLS ends visitors' TLS; nil: nobody does, and TLS is only passed
	// through.
	VisitorTLS *tls.Config
	// Single sends every visitor to the only tunnel without looking.
	Single bool
	// MaxVisitors is how many visitors there may be at once; more are told that
	// the server is busy. 0: as many as come.
	MaxVisitors int
	// Meters count for the accounts that share; nil: nothing is counted.
	Meters *meter.Meters
	// Abuse answers for names that are not reserved; nil: nothing does.
	Abuse *abuse.Kit
	// Access gets a line for each request; nil: there is no access log.
	Access *accesslog.Log
	Logger *slog.Logger
}

// Stats counts since the start. Open goes down too.
type Stats struct {
	Visitors, Open, Refused, Up, Down atomic.Int64
}

// Server serves connections. Its methods may be called at once.
type Server struct {
	Config
	Stats Stats

	waiting chan struct{} // places for visitors of held names

	accepting sync.WaitGroup // on ports

	mu      sync.Mutex
	conns   map[net.Conn]*checked // nil where no HTTP is relayed; silent where nothing was said yet
	closed  bool                  // nobody is taken any more
	wg      sync.WaitGroup        // of visitors
	ports   map[int]net.Listener
	noPorts bool // none is opened any more
}

// maxWaiting bounds how many visitors wait for held names at once; each holds a
// buffer of 64 KiB. More are told at once that the preview is paused.
const maxWaiting = 1000

// New returns a server without listeners.
func New(cfg Config) *Server {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	if cfg.Abuse == nil {
		cfg.Abuse = abuse.None
	}
	cfg.LinkTLS = linkTLS(cfg.LinkTLS)
	cfg.VisitorTLS = visitorTLS(cfg.VisitorTLS)
	return &Server{
		Config: cfg, waiting: make(chan struct{}, maxWaiting),
		conns: map[net.Conn]*checked{}, ports: map[int]net.Listener{},
	}
}

// Serve accepts until ln is closed; whoever was accepted is then counted as a
// visitor. Client sessions end when ctx does.
func (s *Server) Serve(ctx context.Context, ln net.Listener, accepts Accepts) {
	in := &intake{Server: s, accepts: accepts}
	s.accept(ctx, ln, func(conn net.Conn) { in.take(ctx, conn) })
}

// Accept errors that pass, like too many open files, are waited out.
const (
	minAcceptWait = 5 * time.Millisecond
	maxAcceptWait = time.Second
)

func (s *Server) accept(ctx context.Context, ln net.Listener, handle func(net.Conn)) {
	wait := minAcceptWait
	for {
		conn, err := ln.Accept()
		switch {
		case err == nil:
			wait = minAcceptWait
			if s.track(conn) {
				go s.serveOne(conn, handle)
			}
		case errors.Is(err, net.ErrClosed):
			return
		default:
			s.Logger.Error("accept failed", "addr", ln.Addr(), "err", err)
			pause(ctx, wait)
			wait = min(2*wait, maxAcceptWait)
		}
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s *Server) serveOne(conn net.Conn, handle func(net.Conn)) {
	defer s.untrack(conn)
	relay.GrowStack()
	handle(conn)
}

// strangers is what part of MaxVisitors may come on top, before it is known
// whether they are visitors or clients, who must get through.
const strangers = 8

func (s *Server) crowdedLocked(more int) bool {
	return s.MaxVisitors > 0 && len(s.conns) >= s.MaxVisitors+more
}

func (s *Server) crowded() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.crowdedLocked(1) // the visitor who asks is one of them
}

// track remembers a connection so that Shutdown can wait for it and end it.
func (s *Server) track(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.crowdedLocked(s.MaxVisitors/strangers) {
		s.Stats.Refused.Add(1)
		_ = conn.Close()
		return false
	}
	s.conns[conn] = nil
	s.wg.Add(1)
	return true
}

// untrack forgets a connection; it may be called twice.
func (s *Server) untrack(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.conns[conn]; ok {
		delete(s.conns, conn)
		s.wg.Done()
	}
}
