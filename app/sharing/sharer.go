package sharing

import (
	"context"
	"sync"

	"gotunnel/tunnelcore"
)

// Config says how things are shared. Client and Observer are required.
type Config struct {
	// Client is the way to the server. Its OnStatus is set by [New], and the
	// Sharer closes it.
	Client *tunnelcore.Client
	// Observer is told what happens.
	Observer Observer
}

// Sharer shares. Its methods may be called at once.
type Sharer struct {
	Config
	ctx    context.Context // of all shares
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu      sync.Mutex
	shares  []*Share
	lost    bool // the connection to the server
	closing bool // what becomes of the connection is of no interest any more
}

// New returns a Sharer without shares. The caller closes it.
func New(cfg Config) *Sharer {
	s := &Sharer{Config: cfg}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.Client.OnStatus = s.onStatus
	return s
}

// Start shares all of the specs or none. It looks for apps and opens folders
// first, then waits for the links, until ctx ends. The errors are *AppError,
// *FolderError, those of tunnelcore.Client.Listen, and ctx's.
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
	return all, nil
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
		one.begun = true
		s.showLocked(one)
		s.wg.Go(one.run)
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
		if s.lost {
			s.lost = false
			for _, one := range s.shares {
				s.showLocked(one)
			}
		}
	case tunnelcore.Connecting, tunnelcore.Closed:
	}
}

// showLocked tells how a share is, unless there is no connection: then it will
// be told when there is one again.
func (s *Sharer) showLocked(one *Share) {
	if !s.lost {
		s.Observer.Appeared(one, one.stateLocked())
	}
}
