package access

import (
	"context"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Redeem exchanges an invite for a token: with the token the invite is gone. It
// returns a [RefusalError] for an invite that is used up, has expired or never was.
func (g *Gate) Redeem(ctx context.Context, r wire.Redeem, from netip.Addr) (granted wire.Granted, err error) {
	err = g.tries.try(from, func() (err error) {
		granted, err = g.redeem(ctx, r)
		return err
	})
	return granted, err
}

func (g *Gate) redeem(ctx context.Context, r wire.Redeem) (granted wire.Granted, err error) {
	used := wire.Error{
		Code: wire.CodeUnauthorized, Message: "This invite has already been used or has expired. Ask the person who runs " +
			g.Domain + " for a new one.",
	}
	code, err := wire.ParseInvite(r.Code)
	if err != nil {
		return granted, refused(used, "what it shows is no invite")
	}
	err = g.Store.Update(ctx, func(tx store.Writer) error {
		invite, known, err := find(tx, store.Invites, code.ID)
		if err != nil {
			return err
		}
		if !same(invite.Hash, code.Hash()) || !known {
			return refused(used, "its invite %s is unknown or was used", code.ID)
		}
		if over(invite.Expires) {
			return refused(used, "its invite %s has expired", code.ID)
		}
		_, known, err = find(tx, store.Accounts, invite.Account)
		if err != nil {
			return err
		}
		if !known {
			return refused(used, "its invite %s is for an account that there is not", code.ID)
		}
		if err := store.Invites.Delete(tx, code.ID); err != nil {
			return err
		}
		token := wire.NewToken()
		granted = wire.Granted{Token: token.Reveal(), Account: invite.Account}
		return store.Tokens.Put(tx, store.Token{
			ID: token.ID, Account: invite.Account, Hash: token.Hash(), Device: deviceName(r.Device), Created: time.Now().UTC(),
		})
	})
	if err != nil {
		return wire.Granted{}, err
	}
	return granted, nil
}

// maxDevice is the longest name of a computer that is kept, in characters.
const maxDevice = 64

// deviceName is what a person calls a computer, fit to be shown.
func deviceName(s string) string {
	clean := []rune(strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)))
	return string(clean[:min(len(clean), maxDevice)])
}
