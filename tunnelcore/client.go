package tunnelcore

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"gotunnel/tunnelcore/wire"
)

// Client is this computer's connection to one server. Server is required; set
// the fields before the first call of Listen and leave them alone after it. A
// client whose first connection failed is of no more use; make another.
type Client struct {
	// Server is "host" or "host:port"; the default port is 443.
	Server string
	// Pin is the server's key pin, "sha256:…" as gotunneld prints it. Empty:
	// its certificate must be one that this computer trusts, unless the server
	// is on this computer.
	Pin string
	// Key is the device's secret, from which the secrets are made that names
	// are held under. Who has it gets the names. Zero: a random one, so that
	// names are kept only for this Client's life.
	Key [32]byte
	// Token lets this computer into an account, "gt_…" as [Client.Redeem] got
	// it. It is sent only to a server that has proved itself, and never logged.
	// Empty is for a server that is open to all.
	Token string
	// Name is the program's name and version, for the server's log.
	Name string
	// WaitForServer makes Listen wait for a server that can't be reached, as
	// it always does once there was a connection.
	WaitForServer bool
	// OnStatus is told of every change, one after the other. It must not block
	// or call the client. Nil: nobody is told.
	OnStatus func(Status)
	// Logger gets what a developer may want to know; nil: nobody does.
	Logger *slog.Logger
	// DialContext dials the server; nil: a net.Dialer.
	DialContext func(ctx context.Context, network, addr string) (net.Conn, error)

	once     sync.Once
	setupErr error
	host     string
	addr     string
	tls      *tls.Config
	resume   string
	instance string

	ctx      context.Context
	stop     context.CancelFunc
	kick     chan struct{} // holds one: reconnect now
	wg       sync.WaitGroup
	statusMu sync.Mutex // one call of OnStatus at a time

	proxies atomic.Int64 // open or being opened

	mu      sync.Mutex
	running bool
	closed  bool
	fatal   error
	session *session      // nil while there is none
	changed chan struct{} // closed when another session, or fatal, is set
	tunnels map[string]*Tunnel
	lastID  int
}

// Status is a change in a client's connection.
type Status struct {
	State State
	// Err is why there is no connection, with Reconnecting and Closed.
	Err error
	// RetryAt is when the next try is, with Reconnecting.
	RetryAt time.Time
	// Addr is where the server was reached, "ip:port"; Account is whose the
	// session is, empty on a server that is open to all; Domain is what names live
	// under. All are with Connected.
	Addr, Account, Domain string
}

// State is where a client is.
type State string

// The states of a client.
const (
	Connecting   State = "connecting"
	Connected    State = "connected" // and every tunnel is live
	Reconnecting State = "reconnecting"
	Closed       State = "closed"
)

// dialWait is how long a connection to the server may take, TLS included.
const dialWait = 10 * time.Second

// Listen makes a tunnel and blocks until it is live. It fails when the server
// refuses it, with a [wire.Error]; when the server can't be reached and
// WaitForServer is not set, with a [RetryableError]; with a [PinError] or
// [ErrNotGotunnel] when it is the wrong one; with [ErrUnauthorized] when it does
// not accept the Token; and when ctx ends. The first
// Listen connects; the connection then stays until Close.
func (c *Client) Listen(ctx context.Context, cfg TunnelConfig) (*Tunnel, error) {
	if c.once.Do(c.setup); c.setupErr != nil {
		return nil, c.setupErr
	}
	t, err := c.add(cfg)
	if err != nil {
		return nil, err
	}
	select {
	case <-t.settled:
		return t, nil
	case <-t.done:
		return nil, t.failure()
	case <-ctx.Done():
		_ = t.Close()
		return nil, ctx.Err()
	}
}

func (c *Client) setup() {
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.DialContext == nil {
		c.DialContext = (&net.Dialer{}).DialContext
	}
	host, port, err := splitServer(c.Server)
	if err != nil {
		c.setupErr = err
		return
	}
	if c.Token != "" {
		if _, err := wire.ParseToken(c.Token); err != nil {
			c.setupErr = err
			return
		}
	}
	c.host, c.addr = host, dialAddress(host, port)
	c.tls, c.setupErr = tlsConfig(host, c.Pin, tls.NewLRUClientSessionCache(0))
	c.resume, c.instance = resumeSecret(c.Key, c.Server), newInstance()
	c.ctx, c.stop = context.WithCancel(context.Background())
	c.kick = make(chan struct{}, 1)
	c.tunnels, c.changed = map[string]*Tunnel{}, make(chan struct{})
}

// add makes a tunnel and has it bound, now or when there is a session.
func (c *Client) add(cfg TunnelConfig) (*Tunnel, error) {
	if cfg.Kind == "" {
		cfg.Kind = wire.HTTP
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.closed:
		return nil, ErrClosed
	case c.fatal != nil:
		return nil, c.fatal
	}
	c.lastID++
	t := newTunnel(c, "t"+strconv.Itoa(c.lastID), cfg)
	c.tunnels[t.id] = t
	c.superviseLocked()
	if c.session != nil {
		c.session.bind(t)
	}
	return t, nil
}

// Connect begins to connect, so that OnStatus tells of the server before there is
// a tunnel. It does not block.
func (c *Client) Connect() {
	if c.once.Do(c.setup); c.setupErr != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed && c.fatal == nil {
		c.superviseLocked()
	}
}

func (c *Client) superviseLocked() {
	if !c.running {
		c.running = true
		c.wg.Go(c.supervise)
	}
}

// Reconnect has the client look after its connection at once: a lost one is
// made again without waiting, a living one is asked for a sign of life. It is
// for whoever knows that the computer woke up or changed networks. It does not
// block.
func (c *Client) Reconnect() {
	if c.once.Do(c.setup); c.setupErr != nil {
		return
	}
	c.mu.Lock()
	s := c.session
	c.mu.Unlock()
	if s != nil {
		s.checkSoon()
		return
	}
	select {
	case c.kick <- struct{}{}:
	default:
	}
}

// Close ends all tunnels, tells the server that their names are free, and
// waits until everything has stopped.
func (c *Client) Close() error { return c.end(true) }

// Leave is Close for who will be back, as before a restart of the computer: the
// server keeps the names for this device.
func (c *Client) Leave() error { return c.end(false) }

func (c *Client) end(bye bool) error {
	if c.once.Do(c.setup); c.setupErr != nil {
		return nil //nolint:nilerr // nothing was begun
	}
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		c.wg.Wait()
		return nil
	}
	c.closed = true
	s := c.session
	tunnels := c.tunnelsLocked()
	c.mu.Unlock()

	if s != nil && bye {
		s.bye()
	}
	for _, t := range tunnels {
		t.fail(ErrClosed)
	}
	c.stop()
	c.wg.Wait()
	return nil
}

func (c *Client) tunnelsLocked() []*Tunnel {
	var all []*Tunnel
	for _, t := range c.tunnels {
		all = append(all, t)
	}
	return all
}

// spawn runs f in a goroutine that Close waits for, or not at all.
func (c *Client) spawn(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed {
		c.wg.Go(f)
	}
}

func (c *Client) status(s Status) {
	c.statusMu.Lock()
	defer c.statusMu.Unlock()
	if c.OnStatus != nil {
		c.OnStatus(s)
	}
}
