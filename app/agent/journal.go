package agent

import (
	"log/slog"

	"gotunnel/app/localapi"
	"gotunnel/app/sharing"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/gateway"
)

// journal writes down what happens, and nothing of visitors.
type journal struct{ log *slog.Logger }

func (j journal) Link(s tunnelcore.Status) {
	if s.Err != nil {
		j.log.Info("server", "state", s.State, "err", s.Err)
		return
	}
	j.log.Info("server", "state", s.State)
}

func (j journal) Appeared(_ *sharing.Share, now localapi.Share) {
	j.log.Info("share", "name", now.Name, "state", now.State, "target", now.Target)
}

func (j journal) Changed(_ *sharing.Share, now localapi.Share) {
	j.log.Info("share changed", "name", now.Name, "protected", now.Protected, "until", now.Until)
}

func (j journal) Visited(*sharing.Share, sharing.Visit) {}

func (j journal) Hinted(share *sharing.Share, h gateway.Hint) {
	j.log.Info("hint", "name", share.Name(), "hint", h.Kind)
}

func (j journal) Ended(share *sharing.Share, err error) {
	if err != nil {
		j.log.Warn("share ended by the server", "name", share.Name(), "err", err)
		return
	}
	j.log.Info("share ended", "name", share.Name())
}
