package window

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"gotunnel/app/localapi"
)

// link keeps in touch with the agent, for as long as the window is open.
type link struct {
	version string
	// reach is the way to the agent, which it starts if none runs.
	reach func(context.Context) (*localapi.Client, error)
	feed  *feed

	mu     sync.Mutex
	client *localapi.Client   // nil before the first
	list   bool               // the list of apps is in view
	again  context.CancelFunc // has the agent asked for its state anew; may be nil
}

// errOther says that this person has a window, which was told to show itself.
var errOther = errors.New("there is a window already")

// dial is the client to ask, which may find nobody there.
func (l *link) dial() (*localapi.Client, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.client == nil {
		return nil, errAway
	}
	return l.client, nil
}

func (l *link) setList(open bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.list != open && l.again != nil {
		l.again()
	}
	l.list = open
}

const (
	// leastPause and mostPause are how long to wait before an agent is reached
	// again: the first time not so long that it is noticed, and never so long that
	// somebody closes the window over it.
	leastPause = 200 * time.Millisecond
	mostPause  = 5 * time.Second
)

// run follows the agent that first connected to, and every later one, until ctx
// ends. It returns earlier if the agent was told to end, or there is another
// window: then this one is to end as well.
func (l *link) run(ctx context.Context, first func() (*connection, error)) {
	pause, connect := leastPause, first
	for {
		conn, err := connect()
		connect = func() (*connection, error) { return l.connect(ctx, localapi.View{}) }
		if err == nil {
			began := time.Now()
			err = l.follow(conn) //nolint:contextcheck // it has the connection's
			if time.Since(began) > mostPause {
				pause = leastPause
			}
		}
		if ctx.Err() != nil || errors.Is(err, io.EOF) || errors.Is(err, errOther) {
			return
		}
		l.feed.setAgent(trouble(err))
		if !sleep(ctx, pause) {
			return
		}
		pause = min(2*pause, mostPause)
	}
}

// trouble is what the page is told of an agent that can't be followed.
func trouble(err error) AgentStatus {
	if e, ok := errors.AsType[localapi.Error](err); ok && e.Code == localapi.CodeVersion {
		return AgentStatus{State: agentOld}
	}
	if isGone(err) {
		return AgentStatus{State: agentLost}
	}
	return AgentStatus{State: agentLost, Message: err.Error()}
}

// isGone tells whether an error means that there is nobody at the other end.
func isGone(err error) bool {
	var network net.Error
	return errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
}

// sleep waits; false if ctx ended meanwhile.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
