package control

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"sync"
	"time"

	"gotunnel/server/access"
	"gotunnel/server/registry"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

const (
	// pingAfter and deadAfter are the heartbeat's.
	pingAfter = 10 * time.Second
	deadAfter = 25 * time.Second
	// helloWait is how long a client has to say who it is.
	helloWait = 5 * time.Second
	// shrinkEvery is how often pools give up what they did not need.
	shrinkEvery = 10 * time.Second
	// maxTunnels is how many tunnels one session may have. It bounds what one
	// client can take; nobody has so many apps.
	maxTunnels = 10_000
)

// Access decides who may be a client. Its errors wrap the [wire.Error] that the
// client is told; their own text is for the log. Its methods may be called at
// once.
type Access interface {
	// Admit says who shows that token.
	Admit(ctx context.Context, token string, from netip.Addr) (access.Identity, error)
	// Redeem exchanges an invite for a token.
	Redeem(ctx context.Context, invite wire.Redeem, from netip.Addr) (wire.Granted, error)
	// Seen notes that the token with that id is in use, by the client that calls
	// itself so. It blocks until that is on disk.
	Seen(ctx context.Context, token, client string)
}

// Domains decides who may share at a host of their own. Its methods may be called
// at once.
type Domains interface {
	// Admit says why an account can't share at a canonical host, as a
	// [wire.Error], or nil. It may block for seconds.
	Admit(ctx context.Context, account, host string) error
}

// Config says how a hub works. All but OnSilent, Report and Logger is required.
type Config struct {
	Access   Access
	Domains  Domains
	Registry *registry.Registry
	// Endpoint is a tunnel's public address as a URL.
	Endpoint func(kind wire.Kind, name string, port int) string
	// Kinds are the kinds of tunnel this server has.
	Kinds []wire.Kind
	// OnSilent is told the id of a session whose client fell silent, after its
	// names are held. Nil is allowed.
	OnSilent func(session string)
	// Server names the program to clients, Domain what names live under, Report
	// where visitors report a name, if there is such a place.
	Server, Domain, Report string
	Logger                 *slog.Logger
}

// Hub is all clients of a server. Its methods may be called at once.
type Hub struct {
	Config
	tickets tickets

	mu       sync.Mutex
	sessions map[*Session]struct{}
	era      int // how often sessions were ended by their access
	draining bool
	stopped  bool
	running  sync.WaitGroup
}

// New returns a hub without clients.
func New(cfg Config) *Hub {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Hub{Config: cfg, sessions: map[*Session]struct{}{}}
}

// SetReport changes where visitors report a name, for clients that come from now
// on.
func (h *Hub) SetReport(link string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Report = link
}

func (h *Hub) report() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Report
}

// Count is how many sessions there are.
func (h *Hub) Count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.sessions)
}

// ServeControl runs a client's session over conn, whose TLS handshake is done,
// until it ends; it closes conn. The session's names are then held, or free if
// the client said goodbye. When ctx ends the session does.
func (h *Hub) ServeControl(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	if !h.enter() {
		return
	}
	defer h.running.Done()
	s, err := h.greet(ctx, conn)
	if err != nil {
		h.Logger.Info("client refused", "client_addr", conn.RemoteAddr(), "err", err)
		return
	}
	if s != nil {
		h.serve(ctx, s)
	}
}

// serve runs a session to its end.
func (h *Hub) serve(ctx context.Context, s *Session) {
	defer context.AfterFunc(ctx, s.control.Close)()
	defer s.expelAt(s.who.Expires)()
	h.Logger.Info("session began", "session", s.id, "client_addr", s.addr, "client", s.client,
		"account", s.who.Account, "token", s.who.Token)
	s.binds.Go(func() { h.seen(ctx, s) })
	err := s.run(ctx)
	h.remove(s)
	s.end()
	if errors.Is(err, link.ErrSilent) && h.OnSilent != nil {
		h.OnSilent(s.id)
	}
	h.Logger.Info("session ended", "session", s.id, "reason", err.Error())
	h.seen(ctx, s)
}

func (h *Hub) seen(ctx context.Context, s *Session) {
	if s.who.Token != "" {
		h.Access.Seen(context.WithoutCancel(ctx), s.who.Token, s.client)
	}
}

// enter counts a control connection in, unless the hub is being waited for.
func (h *Hub) enter() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.stopped {
		h.running.Add(1)
	}
	return !h.stopped
}

// Wait waits until every session has ended, and takes no other.
func (h *Hub) Wait() {
	h.mu.Lock()
	h.stopped = true
	h.mu.Unlock()
	h.running.Wait()
}

func (h *Hub) remove(s *Session) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.sessions, s)
}

func (h *Hub) all() []*Session {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []*Session
	for s := range h.sessions {
		all = append(all, s)
	}
	return all
}

// Drain takes no new session and tells the clients there are that the server
// stops in grace.
func (h *Hub) Drain(grace time.Duration) {
	h.mu.Lock()
	h.draining = true
	h.mu.Unlock()
	var wg sync.WaitGroup
	for _, s := range h.all() {
		wg.Go(func() { _ = s.control.Send(wire.Drain{GraceMS: int(grace.Milliseconds())}) })
	}
	wg.Wait()
}

// Run gives up what pools do not need, until ctx ends.
func (h *Hub) Run(ctx context.Context) {
	tick := time.NewTicker(shrinkEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			for _, s := range h.all() {
				s.secure.shrink()
				s.plain.shrink()
			}
		}
	}
}

func randomID() string { return rand.Text()[:16] }
