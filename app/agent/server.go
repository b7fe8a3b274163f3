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
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	err := a.writeServer(server, pin)
	if err != nil {
		a.logger.Error("the server can't be written down", "err", err)
	}
	a.disconnect()
	a.stopHere()
	if closing := a.connect(server, pin); closing != nil {
		return closing
	}
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
	a.changed.tell()
	a.mu.Unlock()
	return err
}

// Retry implements [localapi.Agent]. A connection that was refused is made anew, and
// a server on this computer that has ended is started again.
func (a *Agent) Retry() {
	a.mu.Lock()
	h := a.here
	a.mu.Unlock()
	if h != nil && h.ended() {
		if err := a.TryHere(a.ctx); err != nil {
			a.logger.Error("the server on this computer does not start", "err", err)
		}
		return
	}
	if a.refused() == nil {
		a.reconnect()
		return
	}
	a.serverMu.Lock()
	defer a.serverMu.Unlock()
	if c := a.refused(); c != nil { // still: somebody may have signed in meanwhile
		a.disconnect()
		_ = a.connect(c.server, c.pin) // or the agent is ending
	}
}

// refused is the connection, if it was refused.
func (a *Agent) refused() *connection {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.link.State != localapi.Refused {
		return nil
	}
	return a.conn
}

// reconnect has the connection looked after at once, and links that could not be
// opened.
func (a *Agent) reconnect() {
	if s := a.sharer(); s != nil {
		s.Client.Reconnect()
		s.Recheck()
	}
}
