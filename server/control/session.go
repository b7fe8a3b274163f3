package control

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"gotunnel/server/access"
	"gotunnel/server/registry"
	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/wire"
)

// Session is a client while its control connection lives.
type Session struct {
	hub      *Hub
	id       string
	client   string
	instance string
	resume   [sha256.Size]byte // of the secret
	features []string
	who      access.Identity
	addr     net.Addr
	since    time.Time
	control  *link.Control

	secure pool[*link.Conn]
	plain  pool[*plainConn]

	mu      sync.Mutex
	tunnels map[string]*Tunnel // by the client's id, those being bound too
	over    error              // why the server ended the session; nil: it did not

	binds  sync.WaitGroup // and checks
	slots  chan struct{}
	checks *rate.Limiter
}

// bindsAtOnce is how many binds of one session go on side by side, so that they
// share fsyncs.
const bindsAtOnce = 64

func (h *Hub) newSession(hello wire.Hello, resume [sha256.Size]byte, addr net.Addr) *Session {
	s := &Session{
		hub: h, id: randomID(), client: printable(hello.Client), instance: hello.Instance, resume: resume,
		features: wire.Common(wire.Features(), hello.Features),
		addr:     addr, since: time.Now(),
		tunnels: map[string]*Tunnel{},
		slots:   make(chan struct{}, bindsAtOnce),
		checks:  rate.NewLimiter(checksPerSecond, checksPerSecond),
	}
	s.secure.ask = func(n int) { s.ask(n, false) }
	s.secure.least = minWarm
	s.plain.ask = func(n int) { s.ask(n, true) }
	return s
}

// maxClient is how much of a client's own name goes into the log.
const maxClient = 80

func printable(s string) string {
	keep := func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}
	out := []rune(s[:min(len(s), maxClient)])
	for i := range out {
		out[i] = keep(out[i])
	}
	return string(out)
}

var (
	errBye        = errors.New("the client said goodbye")
	errSuperseded = errors.New("another session of this client took over")
	errStopped    = errors.New("the server is stopping")
)

// run handles the client's messages until the session is over, and says why.
func (s *Session) run(ctx context.Context) error {
	s.secure.warm()
	for {
		m, err := s.control.Receive()
		switch {
		case s.isOver() != nil:
			return s.isOver()
		case ctx.Err() != nil:
			return errStopped
		case errors.Is(err, io.EOF):
			return errors.New("the client closed the connection")
		case err != nil:
			return err
		}
		if err := s.handle(ctx, m); err != nil {
			return err
		}
	}
}

func (s *Session) handle(ctx context.Context, m wire.Message) error {
	switch m := m.(type) {
	case wire.Bind:
		// A bind may wait for a probe of another session and for the disk. Its
		// id is taken at once, so that an unbind that follows finds it.
		t, err := s.begin(&m)
		s.slots <- struct{}{}
		s.binds.Go(func() {
			defer func() { <-s.slots }()
			if err == nil {
				err = s.bind(ctx, t, m)
			}
			s.tellRefused(m.Tunnel, err)
		})
	case wire.Check:
		if !s.checks.Allow() {
			s.send(tooMany(m))
			return nil
		}
		s.slots <- struct{}{}
		s.binds.Go(func() {
			defer func() { <-s.slots }()
			s.answerCheck(ctx, m)
		})
	case wire.Unbind:
		s.unbind(m.Tunnel)
	case wire.Undialed:
		s.undialed(m)
	case wire.Bye:
		s.binds.Wait()
		for _, t := range s.takeTunnels() {
			t.binding.End()
		}
		return errBye
	default:
		return errors.New("unexpected message from the client")
	}
	return nil
}

// end gives up everything the session had. Streams that are running go on:
// they have connections of their own.
func (s *Session) end() {
	s.control.Close()
	s.binds.Wait()
	for _, t := range s.takeTunnels() {
		t.binding.Drop()
	}
	s.secure.close()
	s.plain.close()
}

// takeTunnels empties the session. One that is being bound finds that it is not
// there any more.
func (s *Session) takeTunnels() []*Tunnel {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []*Tunnel
	for _, t := range s.tunnels {
		all = append(all, t)
	}
	clear(s.tunnels)
	return all
}

// Probe implements [registry.Owner].
func (s *Session) Probe(ctx context.Context) error { return s.control.Probe(ctx) }

// Supersede implements [registry.Owner]: the control connection is closed, and
// run does the rest.
func (s *Session) Supersede() {
	s.finish(errSuperseded)
	go s.sayAndClose(wire.Error{
		Code: wire.CodeSuperseded, Message: "This client has connected again from elsewhere.", Retry: true,
	})
}

func (s *Session) sayAndClose(e wire.Error) {
	_ = s.control.Send(e) // most likely nobody is there
	s.control.Close()
}

// finish says why the server ends the session; the first reason counts.
func (s *Session) finish(why error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over == nil {
		s.over = why
	}
}

func (s *Session) isOver() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.over
}

// ask asks the client for n proxy connections. The message is sent from a
// goroutine of its own because pools ask with their lock held.
func (s *Session) ask(n int, plain bool) {
	made := s.hub.tickets.issue(n, ticket{session: s, plain: plain}, func(late int) { s.failed(late, plain) })
	go s.send(wire.Dial{Tickets: made, Plain: plain})
}

func (s *Session) send(m wire.Message) {
	_ = s.control.Send(m) // a failed send ends the session by itself
}

func (s *Session) undialed(m wire.Undialed) {
	n := s.hub.tickets.cancel(ticket{session: s, plain: m.Plain}, m.Tickets)
	s.hub.Logger.Info("client could not dial", "session", s.id, "plain", m.Plain, "n", n, "reason", printable(m.Reason))
	if n > 0 {
		s.failed(n, m.Plain)
	}
}

// redialAfter is how long to wait before connections that did not come are
// asked for again.
const redialAfter = time.Second

func (s *Session) failed(n int, plain bool) {
	time.AfterFunc(redialAfter, func() {
		if plain {
			s.plain.failed(n)
		} else {
			s.secure.failed(n)
		}
	})
}

func (s *Session) hasFeature(f string) bool { return slices.Contains(s.features, f) }

var _ registry.Owner = (*Session)(nil)
