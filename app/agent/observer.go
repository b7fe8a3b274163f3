package agent

import (
	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
)

// observer writes down what happens, and nothing of visitors, and has it shown.
type observer struct {
	agent *Agent
	conn  *connection
}

var _ sharing.Observer = observer{}

func (o observer) Link(s tunnelcore.Status) {
	if s.Err != nil {
		o.agent.logger.Info("server", "state", s.State, "err", s.Err)
	} else {
		o.agent.logger.Info("server", "state", s.State)
	}
	o.agent.linked(o.conn, s)
}

func (o observer) Appeared(_ *sharing.Share, now localapi.Share) {
	o.agent.logger.Info("share", "name", now.Name, "state", now.State, "target", now.Target)
	o.agent.notify()
}

func (o observer) Changed(_ *sharing.Share, now localapi.Share) {
	o.agent.logger.Info("share changed", "name", now.Name, "protected", now.Protected, "until", now.Until)
	o.agent.notify()
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
