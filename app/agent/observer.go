package agent

import (
	"context"
	"fmt"
	"sync"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
)

// observer writes down what happens, and nothing of visitors, and has it shown. It
// is called with locks held that Agent.mu comes before, so it must not take that.
type observer struct {
	agent *Agent
	conn  *connection
}

var _ sharing.Observer = observer{}

// Link writes down what is new: without a network there is a try every 30 s, for days.
func (o observer) Link(s tunnelcore.Status) {
	said := []any{"state", s.State}
	if s.Err != nil {
		said = append(said, "err", s.Err)
	}
	if text := fmt.Sprint(said...); text != o.conn.logged {
		o.conn.logged = text
		o.agent.logger.Info("server", said...)
	}
	o.conn.news.put(s)
}

func (o observer) Appeared(_ *sharing.Share, now localapi.Share) {
	o.agent.logger.Info("share", "name", now.Name, "state", now.State, "target", now.Target)
	o.agent.changed.tell()
}

func (o observer) Changed(_ *sharing.Share, now localapi.Share) {
	o.agent.logger.Info("share changed", "name", now.Name, "protected", now.Protected, "until", now.Until)
	o.agent.changed.tell()
}

func (o observer) Visited(*sharing.Share, sharing.Visit) {}

func (o observer) Hinted(share *sharing.Share, h gateway.Hint) {
	o.agent.logger.Info("hint", "name", share.Name(), "hint", h.Kind)
}

func (o observer) Ended(share *sharing.Share, err error) {
	if err != nil {
		o.agent.logger.Warn("share ended by the server", "name", share.Name(), "err", err)
		return
	}
	o.agent.logger.Info("share ended", "name", share.Name())
}

// news is the newest state of a client that nobody looked at yet. The zero value
// has none.
type news struct {
	mu     sync.Mutex
	latest *tunnelcore.Status
	there  chan struct{} // holds one
}

func (n *news) put(s tunnelcore.Status) {
	n.mu.Lock()
	n.latest = &s
	n.mu.Unlock()
	select {
	case n.there <- struct{}{}:
	default:
	}
}

// tell calls f for what is new, until ctx ends.
func (n *news) tell(ctx context.Context, f func(tunnelcore.Status)) {
	for {
		select {
		case <-n.there:
		case <-ctx.Done():
			return
		}
		n.mu.Lock()
		s := n.latest
		n.mu.Unlock()
		f(*s)
	}
}
