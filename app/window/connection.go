package window

import (
	"context"
	"errors"
	"iter"
	"strings"
	"sync"

	"gotunnel/app/localapi"
)

// connection is the way to an agent that knows this window as the one of its
// person.
type connection struct {
	ctx    context.Context // ends with it
	cancel context.CancelFunc
	client *localapi.Client
	about  localapi.About
	views  iter.Seq2[localapi.View, error]
}

// connect reaches the agent and tells it that there is a window. If there is
// another one, that is told to show wanted, if it is anything, and the error is
// errOther. The caller closes the connection.
func (l *link) connect(ctx context.Context, wanted localapi.View) (*connection, error) {
	client, err := l.reach(ctx)
	if err != nil {
		return nil, err
	}
	c := &connection{client: client}
	c.ctx, c.cancel = context.WithCancel(ctx)
	if err := c.claim(wanted); err != nil {
		c.close()
		return nil, err
	}
	l.mu.Lock()
	l.client = client
	l.mu.Unlock()
	return c, nil
}

func (c *connection) claim(wanted localapi.View) (err error) {
	if c.about, err = c.client.About(c.ctx); err != nil {
		return err
	}
	c.views, err = c.client.Window(c.ctx)
	if e, ok := errors.AsType[localapi.Error](err); !ok || e.Code != localapi.CodeWindow {
		return err
	}
	if wanted != (localapi.View{}) {
		if _, err := c.client.Show(c.ctx, wanted); err != nil {
			return err
		}
	}
	return errOther
}

func (c *connection) close() {
	c.cancel()
	c.client.Close()
}

// follow passes on what the agent tells until that ends, and says why; it closes
// the connection.
func (l *link) follow(c *connection) error {
	defer c.close()
	l.feed.setAgent(l.status(c.about))
	var wg sync.WaitGroup
	var viewsEnd error
	wg.Go(func() {
		defer c.cancel()
		viewsEnd = l.followViews(c)
	})
	stateEnd := l.followState(c)
	c.cancel()
	wg.Wait()
	if errors.Is(stateEnd, context.Canceled) {
		return viewsEnd
	}
	return stateEnd
}

func (l *link) followViews(c *connection) error {
	for view, err := range c.views {
		if err != nil {
			return err
		}
		l.feed.show(view)
	}
	return nil
}

// followState asks anew when the list of apps comes into view or goes.
func (l *link) followState(c *connection) error {
	for {
		ctx, again := context.WithCancel(c.ctx)
		err := l.followList(ctx, c.client, l.begin(again))
		again()
		if c.ctx.Err() != nil || ctx.Err() == nil || !errors.Is(err, context.Canceled) {
			return err
		}
	}
}

// begin notes how to have followState ask anew, and says whether the list is in
// view.
func (l *link) begin(again context.CancelFunc) (list bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.again = again
	return l.list
}

func (l *link) followList(ctx context.Context, client *localapi.Client, list bool) error {
	for snapshot, err := range client.State(ctx, list) {
		if err != nil {
			return err
		}
		l.feed.setState(snapshot)
	}
	return nil
}

// status compares the agent's version with this one's. An update changes the
// programs while the agent runs. Of builds between releases nothing is said: as
// long as both speak the same API they get on.
func (l *link) status(about localapi.About) AgentStatus {
	if isRelease(about.Version) && isRelease(l.version) && about.Version != l.version {
		return AgentStatus{State: agentOld}
	}
	return AgentStatus{State: agentRunning}
}

// isRelease tells "v1.2.3" from what else "git describe" makes.
func isRelease(version string) bool {
	return strings.HasPrefix(version, "v") && !strings.Contains(version, "-")
}
