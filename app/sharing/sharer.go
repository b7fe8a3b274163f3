package sharing

import (
	"context"
	"sync"

	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
)

// Config says how things are shared. Client and Observer are required.
type Config struct {
	// Client is the way to the server. Its OnStatus is set by [New], and the
	// Sharer closes it.
	Client *tunnelcore.Client
	// Observer is told what happens.
	Observer Observer
	// Unchecked takes links for working without opening them, for a server whose
	// public side can't be reached from here.
	Unchecked bool
}

// Sharer shares. Its methods may be called at once.
type Sharer struct {
	Config
	ctx    context.Context // of all shares
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	shares  []*Share
	lost    bool   // the connection to the server
	addr    string // where the server was when there was one last
	closing bool   // what becomes of the connection is of no interest any more
}

// New returns a Sharer without shares. The caller closes it.
func New(cfg Config) *Sharer {
	s := &Sharer{Config: cfg}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.Client.OnStatus = s.onStatus
	return s
}

// Start shares all of the specs or none. It looks for apps and opens folders
// first, then waits for the links and opens each once, until ctx ends. A link that
// can't be opened is tried again for ever, so that is no error: its share's state
// says it. The errors are *AppError, *FolderError, those of
// tunnelcore.Client.Listen, and ctx's.
func (s *Sharer) Start(ctx context.Context, specs ...Spec) ([]*Share, error) {
	var all []*Share
	for _, spec := range specs {
		one, err := s.open(ctx, spec)
		if err != nil {
			s.abandon(all)
			return nil, err
		}
		all = append(all, one)
	}
	for _, one := range all {
		if err := one.listen(ctx); err != nil {
			s.abandon(all)
			return nil, err
		}
	}
	s.begin(all)
	return all, s.await(ctx, all)
}

// await waits until every link was looked at once, and tells of it. If ctx ends
// before, the shares do.
func (s *Sharer) await(ctx context.Context, all []*Share) error {
	for _, one := range all {
		select {
		case <-one.reach.first:
			s.show(one)
		case <-ctx.Done():
			for _, one := range all {
				one.stop()
			}
			return ctx.Err()
		}
	}
	return nil
}

func (s *Sharer) show(one *Share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.Unchecked && one.ctx.Err() == nil {
		s.showLocked(one)
	}
}

// abandon undoes shares that were not begun.
func (s *Sharer) abandon(all []*Share) {
	for _, one := range all {
		one.stop()
		one.close()
	}
}

// begin tells of shares and takes their visitors to their apps.
func (s *Sharer) begin(all []*Share) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shares = append(s.shares, all...)
	for _, one := range all {
		one.begun, one.reach.seen = true, s.Unchecked
		s.showLocked(one)
		s.wg.Go(one.run)
		if s.Unchecked {
			close(one.reach.first)
		} else {
			s.wg.Go(one.keepChecked)
		}
	}
}

// Close ends every share, which frees their names, and returns how many there
// were. It waits until all is over.
func (s *Sharer) Close() (ended int) {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	s.cancel()
	s.wg.Wait()
	_ = s.Client.Close() // always nil
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range s.shares {
		ended++
		s.Observer.Ended(one, nil)
		close(one.done)
	}
	s.shares = nil
	return ended
}

// Leave is Close for who will be back: the server keeps the names.
func (s *Sharer) Leave() (ended int) {
	s.mu.Lock()
	s.closing = true
	s.mu.Unlock()
	_ = s.Client.Leave() // always nil; before the shares end, which frees their names
	return s.Close()
}

// onStatus takes note of the connection to the server.
func (s *Sharer) onStatus(status tunnelcore.Status) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return
	}
	s.Observer.Link(status)
	switch status.State {
	case tunnelcore.Reconnecting:
		s.lost = true
	case tunnelcore.Connected:
		moved := s.addr != "" && s.addr != status.Addr
		s.addr = status.Addr
		if s.lost {
			s.lost = false
			s.recheckLocked(moved)
			for _, one := range s.shares {
				s.showLocked(one)
			}
		}
	case tunnelcore.Connecting, tunnelcore.Closed:
	}
}

// showLocked tells how a share is, unless there is no connection: then it will
// be told when there is one again. Starting is told once.
func (s *Sharer) showLocked(one *Share) {
	now := one.stateLocked()
	starting := now.State == localapi.Starting
	if !s.lost && (!starting || !one.reach.told) {
		s.Observer.Appeared(one, now)
	}
	one.reach.told = starting && !s.lost
}
