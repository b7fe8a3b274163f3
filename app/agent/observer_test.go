package agent

import (
	"errors"
	"log/slog"
	"testing"

	"gotunnel/tunnelcore"
)

// A server that is away is tried for days, and the log says once that it is.
func TestLinkIsLoggedWhenItIsNews(t *testing.T) {
	a := &Agent{}
	a.logger = slog.New(slog.NewTextHandler(&a.recent, nil))
	o := observer{a, &connection{news: news{there: make(chan struct{}, 1)}}}
	away := tunnelcore.Status{State: tunnelcore.Reconnecting, Err: errors.New("connection refused")}
	for _, s := range []tunnelcore.Status{away, away, {State: tunnelcore.Connected}, away, away} {
		o.Link(s)
	}
	if lines, _, _ := a.recent.after(0); len(lines) != 3 {
		t.Errorf("%q", lines)
	}
}
