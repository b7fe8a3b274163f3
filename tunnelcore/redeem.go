package tunnelcore

import (
	"context"
	"errors"
	"fmt"

	"gotunnel/tunnelcore/wire"
)

// Grant is what an invite was exchanged for.
type Grant struct {
	Token wire.Token
	// Account is whose the token is, Domain what its names live under.
	Account, Domain string
}

// Redeem exchanges an invite for a token, and uses it up by that. Device is what
// the person calls this computer. The client needs no Token for it and connects
// only for the moment. It fails like Listen; an invite that the server does not
// take is a [wire.Error] with [wire.CodeUnauthorized] whose text says what to do.
func (c *Client) Redeem(ctx context.Context, invite wire.Invite, device string) (Grant, error) {
	if c.once.Do(c.setup); c.setupErr != nil {
		return Grant{}, c.setupErr
	}
	ctx, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	conn, err := c.dialTLS(ctx, wire.ALPNControl)
	if err != nil {
		return Grant{}, err
	}
	defer conn.Close()
	granted, err := exchange[wire.Granted](ctx, c, conn, wire.Redeem{
		Versions: wire.Supported(), Client: c.Name, Code: invite.Reveal(), Device: device,
	})
	if refusal, ok := errors.AsType[wire.Error](err); ok {
		return Grant{}, maybeRetry(&refusedError{refusal}, refusal.Retry)
	}
	if err != nil {
		return Grant{}, err
	}
	token, err := wire.ParseToken(granted.Token)
	if err != nil {
		return Grant{}, fmt.Errorf("%s gave a token that can't be used: %w", c.Server, err)
	}
	return Grant{Token: token, Account: granted.Account, Domain: granted.Domain}, nil
}
