package store

import (
	"context"
	"errors"
	"io"
	"math"

	"golang.org/x/sync/semaphore"
)

// ErrMoved means that another process has the store now. What was stored before
// is there.
var ErrMoved = errors.New("another process has taken over the store")

var errClosed = errors.New("the store is closed")

// Movable is a store's file that another process can take over, as a new version
// of the program does:
//
//	err := m.Suspend(ctx) // the file is closed, and whoever calls waits
//	// the other process opens it, and then
//	m.Leave()             // whoever waits gets ErrMoved; or, if it could not,
//	err = m.Resume()      // they go on as if nothing had happened
//
// Nothing is written by two processes: the file is locked while it is open.
type Movable struct {
	path string
	// calls has one for each call that is going on; who has all of them may
	// change what follows.
	calls *semaphore.Weighted
	file  Backend
	gone  error // why there is no file
}

// allCalls is more than there ever are at once.
const allCalls = math.MaxInt32

// OpenMovable is [Open] for a file that may be moved.
func OpenMovable(path string) (*Movable, error) {
	m := &Movable{path: path, calls: semaphore.NewWeighted(allCalls)}
	return m, m.open()
}

func (m *Movable) open() error {
	s, err := Open(m.path)
	if err != nil {
		m.gone = err
		return err
	}
	m.file, m.gone = s.Backend, nil
	return nil
}

// close is for who has all calls.
func (m *Movable) close(why error) error {
	if m.gone != nil {
		return nil
	}
	err := m.file.Close()
	m.file, m.gone = nil, why
	return err
}

// Suspend waits for the calls that are going on, closes the file, and makes
// other calls wait until Resume or Leave, one of which must follow. After an
// error, as when ctx ends, nothing has changed and neither may be called.
func (m *Movable) Suspend(ctx context.Context) error {
	if err := m.calls.Acquire(ctx, allCalls); err != nil {
		return err
	}
	if err := m.close(ErrMoved); err != nil {
		m.calls.Release(allCalls)
		return err
	}
	return nil
}

// Resume opens the file again. With an error the store is lost to this process.
func (m *Movable) Resume() error {
	defer m.calls.Release(allCalls)
	return m.open()
}

// Leave leaves the file to the other process for good.
func (m *Movable) Leave() { m.calls.Release(allCalls) }

// call runs f while the file is open.
func (m *Movable) call(ctx context.Context, f func(Backend) error) error {
	if err := m.calls.Acquire(ctx, 1); err != nil {
		return err
	}
	defer m.calls.Release(1)
	if m.gone != nil {
		return m.gone
	}
	return f(m.file)
}

// View implements [Backend].
func (m *Movable) View(ctx context.Context, f func(Reader) error) error {
	return m.call(ctx, func(b Backend) error { return b.View(ctx, f) })
}

// Update implements [Backend].
func (m *Movable) Update(ctx context.Context, f func(Writer) error) error {
	return m.call(ctx, func(b Backend) error { return b.Update(ctx, f) })
}

// Backup implements [Backend].
func (m *Movable) Backup(ctx context.Context, w io.Writer) error {
	return m.call(ctx, func(b Backend) error { return b.Backup(ctx, w) })
}

// Close implements [Backend]. The store must not be suspended.
func (m *Movable) Close() error {
	if err := m.calls.Acquire(context.Background(), allCalls); err != nil {
		return err
	}
	defer m.calls.Release(allCalls)
	return m.close(errClosed)
}
