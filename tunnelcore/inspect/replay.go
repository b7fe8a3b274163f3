package inspect

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// Edit says what a replay does differently. The zero value changes nothing.
type Edit struct {
	// Method and Path replace those of the request; empty means as it was.
	Method string
	Path   string
	// Header replaces the whole header; nil means as it was. Content-Length and
	// Transfer-Encoding are made to fit the body in any case.
	Header []Field
	// Body replaces the body; nil means as it was, empty means none. With the
	// old header, a Content-Encoding is left out: a new body is plain.
	Body []byte
}

// The errors of [Recorder.Replay] that callers may want to tell apart.
var (
	ErrNotKept  = errors.New("that request is not kept any more")
	ErrCut      = errors.New("the body of that request was not kept in full: give a new one to send it again")
	ErrUpgraded = errors.New("a WebSocket can't be sent again: open it again in the browser")
)

// Replay sends a request again, straight to the app, as it was or edited (nil:
// as it was), over a connection of its own. It is recorded like any other, and
// its ID is returned. Replay blocks until the answer is complete or ctx ends,
// so an endless answer needs a ctx that ends; newID is then valid beside
// ctx's error. The other errors are [ErrNotKept], [ErrCut], [ErrUpgraded],
// what is wrong with edit, and what the dialer says.
func (r *Recorder) Replay(ctx context.Context, id int, edit *Edit) (newID int, err error) {
	e, ok := r.snapshot(id)
	if !ok {
		return 0, ErrNotKept
	}
	raw, err := e.again(edit)
	if err != nil {
		return 0, err
	}
	replay := &replaying{of: id, done: make(chan struct{})}
	conn, err := r.tapped(ctx, e.dial, replay)
	if err != nil {
		return 0, fmt.Errorf("the app could not be reached: %w", err)
	}
	if err := replay.run(ctx, conn, raw); err != nil {
		return replay.id, err
	}
	if replay.id == 0 {
		return 0, errors.New("the request was sent, but could not be recorded")
	}
	return replay.id, nil
}

// replaying is a replay under way. The dialogue of its connection sets id
// before it closes done.
type replaying struct {
	of   int
	id   int
	once sync.Once
	done chan struct{}
}

func (p *replaying) recorded(id int) { p.id = id }

func (p *replaying) over() { p.once.Do(func() { close(p.done) }) }

// run sends raw and reads until the recorder has seen all of the answer.
func (p *replaying) run(ctx context.Context, conn net.Conn, raw []byte) error {
	var wg sync.WaitGroup
	wg.Go(func() { _, _ = conn.Write(raw) })           // the record says how far it came
	wg.Go(func() { _, _ = io.Copy(io.Discard, conn) }) // the same
	var err error
	select {
	case <-p.done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	_ = conn.Close() // ends both goroutines, and tells the recorder
	wg.Wait()
	<-p.done
	return err
}
