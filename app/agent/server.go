package agent

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"gotunnel/app/localapi"
	"gotunnel/app/settings"
	"gotunnel/app/signin"
	"gotunnel/tunnelcore/wire"
)

// Login implements [localapi.Agent].
func (a *Agent) Login(ctx context.Context, l localapi.Login) error {
	if l.Invite == "" {
		return a.loginByToken(ctx, l)
	}
	server, pin := a.serverOf(l)
	link, err := signin.ParseInvite(l.Invite, server, pin)
	if err != nil {
		return err
	}
	keep, err := a.signIns.Place(ctx, l.Keep)
	if err != nil {
		return err
	}
	grant, err := a.signIns.Redeem(ctx, a.NewClient(link.Server, link.Pin, ""), link, a.Device, keep)
	if err != nil {
		return err
	}
	return a.signedIn(link.Server, link.Pin, grant.Token, keep)
}

// serverOf is the server that a code alone is for: the one beside it, or the one
// that there is, with the pin that is known.
func (a *Agent) serverOf(l localapi.Login) (server, pin string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	server, pin = cmp.Or(l.Server, a.link.Address), l.Pin
	if a.conn != nil && signin.Key(a.conn.server) == signin.Key(server) {
		pin = cmp.Or(pin, a.conn.pin)
	}
	return server, pin
}

// loginByToken takes a server's address and, if it wants one, a token.
func (a *Agent) loginByToken(ctx context.Context, l localapi.Login) error {
	if l.Server == "" {
		return localapi.Error{Code: localapi.CodeInvalid, Message: "Paste the invite, or give the server's address."}
	}
	if err := signin.CheckPin(l.Pin); err != nil {
		return err
	}
	if l.Token == "" {
		return a.use(l.Server, l.Pin)
	}
	token, err := wire.ParseToken(l.Token)
	if err != nil {
		return err
	}
	keep, err := a.signIns.Place(ctx, l.Keep)
	if err != nil {
		return err
	}
	if err := a.signIns.Keep(ctx, l.Server, token, keep); err != nil {
		return err
	}
	return a.signedIn(l.Server, l.Pin, token, keep)
}

func (a *Agent) signedIn(server, pin string, token wire.Token, keep localapi.Keep) error {
	a.mu.Lock()
	delete(a.tokens, signin.Key(server))
	if keep == localapi.UntilQuit {
		a.tokens[signin.Key(server)] = token.Reveal()
	}
	a.mu.Unlock()
	return a.use(server, pin)
}

// use writes the server down for all programs, and goes there.
func (a *Agent) use(server, pin string) error {
	err := a.writeServer(server, pin)
	if err != nil {
		a.logger.Error("the server can't be written down", "err", err)
	}
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	a.disconnect()
	a.stopHere()
	if a.ctx.Err() != nil {
		return errClosing
	}
	a.connect(server, pin)
	if err != nil {
		return fmt.Errorf("you are signed in to %s until you quit, but the settings can't be kept: %w", server, err)
	}
	return nil
}

// writeServer writes the server down for all programs; empty for none.
func (a *Agent) writeServer(server, pin string) error {
	file, err := settings.Open(a.SettingsFile)
	if err != nil {
		return err
	}
	return file.SetServer(server, pin)
}

// UseServer implements [localapi.Agent].
func (a *Agent) UseServer(_ context.Context, server, pin string) error {
	if server == "" {
		return errNoServer
	}
	a.mu.Lock()
	delete(a.tokens, signin.Key(server))
	a.mu.Unlock()
	return a.use(server, pin)
}

// Logout implements [localapi.Agent].
func (a *Agent) Logout(ctx context.Context) error {
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	a.mu.Lock()
	server := a.link.Address
	a.mu.Unlock()
	if server == "" {
		return nil
	}
	if _, err := a.signIns.Forget(ctx, server); err != nil {
		return err
	}
	a.disconnect()
	a.stopHere()
	err := a.writeServer("", "")
	a.mu.Lock()
	delete(a.tokens, signin.Key(server))
	a.link = localapi.Server{State: localapi.NoServer, Since: time.Now()}
	a.changedLocked()
	a.mu.Unlock()
	return err
}

// Retry implements [localapi.Agent]. A connection that was refused is made anew.
func (a *Agent) Retry() {
	a.mu.Lock()
	c, state := a.conn, a.link.State
	a.mu.Unlock()
	switch {
	case c == nil:
	case state == localapi.Refused:
		a.serverMu.Lock()
		defer a.serverMu.Unlock()
		a.disconnect()
		if a.ctx.Err() == nil {
			a.connect(c.server, c.pin)
		}
	default:
		a.reconnect()
	}
}

// reconnect has the connection looked after at once, and links that could not be
// opened.
func (a *Agent) reconnect() {
	if s := a.sharer(); s != nil {
		s.Client.Reconnect()
		s.Recheck()
	}
}
