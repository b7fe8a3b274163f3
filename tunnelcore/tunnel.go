package tunnelcore

import (
	"net"
	"sync"

	"gotunnel/tunnelcore/wire"
)

// TunnelConfig says what tunnel is wanted.
type TunnelConfig struct {
	// Kind is what the tunnel carries; empty means [wire.HTTP].
	Kind wire.Kind
	// Name asked for: letters, digits and dashes, 1 to 40; or a host of one's
	// own, like shop.example.com, if the account has it. Empty: the server makes
	// a name.
	Name string
	// Port asked for, of a TCP tunnel; 0: any.
	Port int
	// Move takes the name over from another computer of the account, which
	// loses it; without it Listen fails with [wire.CodeNameElsewhere]. Once the
	// tunnel is live it takes nothing from anybody any more.
	Move bool
}

// Tunnel is a name on the server whose visitors come here. It is a
// net.Listener.
type Tunnel struct {
	client *Client
	id     string
	cfg    TunnelConfig
	queue  chan net.Conn

	settled chan struct{} // closed when it was live once
	done    chan struct{} // closed when it is over

	mu      sync.Mutex
	bound   wire.Bound
	isLive  bool // was live once
	err     error
	streams map[net.Conn]struct{} // given out or waiting, and not closed
	handle  func(net.Conn)        // of Serve; nil: they wait for Accept
	running sync.WaitGroup        // of handle
}

// queueLen is how many visitors may wait for Accept. Beyond it the connections
// they came on wait too, and no visitor is lost.
const queueLen = 64

func newTunnel(c *Client, id string, cfg TunnelConfig) *Tunnel {
	return &Tunnel{
		client: c, id: id, cfg: cfg,
		queue:   make(chan net.Conn, queueLen),
		settled: make(chan struct{}), done: make(chan struct{}),
		streams: map[net.Conn]struct{}{},
	}
}

var _ net.Listener = (*Tunnel)(nil)

// Accept waits for the next visitor. The connection's RemoteAddr is the
// visitor's address; it has CloseWrite, and package relay moves its bytes
// fast. It returns the reason when the tunnel is over, [ErrClosed] after Close.
func (t *Tunnel) Accept() (net.Conn, error) {
	select {
	case <-t.done: // who is still waiting was cut off
		return nil, t.failure()
	default:
	}
	select {
	case conn := <-t.queue:
		return conn, nil
	case <-t.done:
		return nil, t.failure()
	}
}

// Serve calls handle for each visitor, in a goroutine that is the visitor's
// until handle returns; the connection is then closed. It takes the place of
// Accept and saves its way from one goroutine to the next. It returns the
// reason when the tunnel is over and every handle has returned.
func (t *Tunnel) Serve(handle func(visitor net.Conn)) error {
	t.mu.Lock()
	t.handle = handle
	t.mu.Unlock()
	var early sync.WaitGroup // visitors who came before Serve
	defer early.Wait()
	for {
		conn, err := t.Accept()
		if err != nil {
			t.running.Wait()
			return err
		}
		early.Go(func() {
			handle(conn)
			_ = conn.Close()
		})
	}
}

// Close ends the tunnel: its name is free, and its visitors are cut off. It
// waits for nobody.
func (t *Tunnel) Close() error {
	if !t.fail(ErrClosed) {
		return nil
	}
	t.client.mu.Lock() // from here on no session binds the tunnel
	s := t.client.session
	t.client.mu.Unlock()
	if s != nil {
		s.unbind(t)
	}
	return nil
}

// Done is closed when the tunnel is over.
func (t *Tunnel) Done() <-chan struct{} { return t.done }

// Addr is the tunnel's URL as a net.Addr.
func (t *Tunnel) Addr() net.Addr { return urlAddr(t.URL()) }

type urlAddr string

func (urlAddr) Network() string  { return "gotunnel" }
func (a urlAddr) String() string { return string(a) }

// Name is what the tunnel is called on the server.
func (t *Tunnel) Name() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bound.Name
}

// URL is the tunnel's public address: http://shop.localhost:8080, or
// tcp://host:port.
func (t *Tunnel) URL() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.bound.URL
}

// request asks for the tunnel, by the name and port it had if it had one.
func (t *Tunnel) request() wire.Bind {
	t.mu.Lock()
	defer t.mu.Unlock()
	m := wire.Bind{Tunnel: t.id, Kind: t.cfg.Kind, Name: t.cfg.Name, Port: t.cfg.Port, Move: t.cfg.Move}
	if t.isLive {
		m.Name, m.Port, m.Move = t.bound.Name, t.bound.Port, false
	}
	return m
}

func (t *Tunnel) live(m wire.Bound) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.bound = m
	if !t.isLive {
		t.isLive = true
		close(t.settled)
	}
}

func (t *Tunnel) wasLive() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.isLive
}

func (t *Tunnel) failure() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.err
}

// fail ends the tunnel and its visitors' streams; false if it was over already.
func (t *Tunnel) fail(err error) bool {
	t.client.mu.Lock()
	delete(t.client.tunnels, t.id)
	t.client.mu.Unlock()

	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return false
	}
	t.err = err
	close(t.done)
	for conn := range t.streams {
		abort(conn)
	}
	clear(t.streams)
	return true
}

// serve gives a visitor to Serve's handler or to Accept, and waits until the
// visitor's connection is closed; false if the tunnel is over. After true the
// stream is the caller's to finish and to leave.
func (t *Tunnel) serve(conn net.Conn, closed <-chan struct{}) bool {
	handle, ok := t.enter(conn)
	if !ok {
		return false
	}
	if handle != nil {
		handle(conn)
		_ = conn.Close()
		t.running.Done()
		return true
	}
	select {
	case t.queue <- conn:
		<-closed
		return true
	case <-t.done:
		return false
	}
}

// enter takes in a visitor's stream; false if the tunnel is over.
func (t *Tunnel) enter(conn net.Conn) (handle func(net.Conn), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err != nil {
		return nil, false
	}
	t.streams[conn] = struct{}{}
	if t.handle != nil {
		t.running.Add(1)
	}
	return t.handle, true
}

func (t *Tunnel) leave(conn net.Conn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.streams, conn)
}
