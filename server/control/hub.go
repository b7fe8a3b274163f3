package control

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"time"

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

// Config says how a hub works. Registry and Endpoint are required.
type Config struct {
	Registry *registry.Registry
	// Endpoint is a tunnel's public address as a URL.
	Endpoint func(kind wire.Kind, name string, port int) string
	// Kinds are the kinds of tunnel this server has.
	Kinds []wire.Kind
	// OnSilent is told the id of a session whose client fell silent, after its
	// names are held. Nil is allowed.
	OnSilent func(session string)
	// Server names the program to clients.
	Server string
	Logger *slog.Logger
}

// Hub is all clients of a server. Its methods may be called at once.
type Hub struct {
	Config
	tickets tickets

	mu       sync.Mutex
	sessions map[*Session]struct{}
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
	s, err := h.greet(conn)
	if err != nil {
		h.Logger.Info("client refused", "client_addr", conn.RemoteAddr(), "err", err)
		return
	}
	defer context.AfterFunc(ctx, s.control.Close)()
	h.Logger.Info("session began", "session", s.id, "client_addr", conn.RemoteAddr(), "client", s.client)
	err = s.run(ctx)
	h.remove(s)
	s.end()
	if errors.Is(err, link.ErrSilent) && h.OnSilent != nil {
		h.OnSilent(s.id)
	}
	h.Logger.Info("session ended", "session", s.id, "reason", err.Error())
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

// greet exchanges the hellos.
func (h *Hub) greet(conn net.Conn) (*Session, error) {
	if err := conn.SetDeadline(time.Now().Add(helloWait)); err != nil {
		return nil, err
	}
	hello, err := read[wire.Hello](conn)
	if err != nil {
		return nil, refuse(conn, wire.Error{Code: wire.CodeMalformed, Message: "That was no hello."}, err)
	}
	version, ok := wire.Supported().Agree(hello.Versions)
	if !ok {
		return nil, refuse(conn, wire.Error{
			Code: wire.CodeVersion, Message: "This server and this client are too far apart in age: update the older one.",
		}, errors.New("no version in common"))
	}
	secret, err := base64.RawURLEncoding.DecodeString(hello.Resume)
	if err != nil || len(secret) != sha256.Size {
		return nil, refuse(conn, wire.Error{Code: wire.CodeMalformed, Message: "The hello has no resume secret."},
			errors.New("bad resume secret"))
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	s := h.newSession(hello, sha256.Sum256(secret))
	s.control = link.NewControl(conn, pingAfter, deadAfter)
	if !h.add(s) {
		return nil, refuse(conn, wire.Error{Code: wire.CodeDraining, Message: "The server is stopping.", Retry: true},
			errors.New("draining"))
	}
	err = s.control.Send(wire.Welcome{
		Version: version, Features: s.features, Session: s.id, Server: h.Server,
		PingAfter: int(pingAfter.Milliseconds()), DeadAfter: int(deadAfter.Milliseconds()),
	})
	if err != nil {
		h.remove(s)
		return nil, err
	}
	return s, nil
}

// refuse tells the client why, and returns the reason for the log.
func refuse(conn net.Conn, e wire.Error, why error) error {
	_ = wire.Write(conn, e) // it may be gone already
	return fmt.Errorf("%s: %w", e.Code, why)
}

func (h *Hub) add(s *Session) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.draining {
		h.sessions[s] = struct{}{}
	}
	return !h.draining
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
