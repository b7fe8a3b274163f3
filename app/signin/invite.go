package signin

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gotunnel/app/explain"
	"gotunnel/app/localapi"
	"gotunnel/tunnelcore"
	"gotunnel/tunnelcore/wire"
)

// ErrWhichServer is returned by ParseInvite for a code without a server.
var ErrWhichServer = errors.New("which server is the invite for? Give the whole link, or the server beside it")

// ParseInvite reads an invite: its link, or its code alone, which is for the
// server beside it.
func ParseInvite(text, server, pin string) (wire.InviteLink, error) {
	text = strings.TrimSpace(text)
	if _, err := wire.ParseToken(text); err == nil {
		return wire.InviteLink{}, errors.New("that is a token and not an invite")
	}
	link, err := wire.ParseInviteLink(text)
	if err != nil {
		if link.Code, err = wire.ParseInvite(text); err != nil {
			return link, err
		}
		if server == "" {
			return link, ErrWhichServer
		}
		link.Server, link.Pin = server, pin
	}
	return link, CheckPin(link.Pin)
}

// CheckPin returns an error for a key pin that is none; there may be none.
func CheckPin(pin string) error {
	if pin == "" {
		return nil
	}
	if _, err := tunnelcore.ParsePin(pin); err != nil {
		return fmt.Errorf("the key pin is damaged: %w", err)
	}
	return nil
}

// Redeem exchanges an invite for a sign-in and keeps it where Place said. The
// client is one for the invite's server; Redeem closes it. Device is what its
// person calls this computer.
func (s Store) Redeem(ctx context.Context, client *tunnelcore.Client, link wire.InviteLink, device string, keep localapi.Keep) (tunnelcore.Grant, error) {
	defer client.Close()
	grant, err := client.Redeem(ctx, link.Code, device)
	if err != nil {
		if errors.Is(err, tunnelcore.ErrServer) {
			return grant, err
		}
		e := explain.Error(link.Server, err)
		e.Message = strings.Replace(e.Message, "We didn't send your token.", "We didn't send your invite.", 1)
		return grant, e
	}
	if err := s.Keep(ctx, link.Server, grant.Token, keep); err != nil {
		return grant, localapi.Error{Code: CodeSignIn, Message: fmt.Sprintf(
			"The invite is used up, but the sign-in can't be kept: %v. Ask for another one.", err)}
	}
	return grant, nil
}
