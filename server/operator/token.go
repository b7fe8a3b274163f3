package operator

import (
	"context"
	"log/slog"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// NewToken is a token to be.
type NewToken struct {
	Account string `json:"account"`
	// Device is what people call the computer it is for; may be empty.
	Device string `json:"device,omitempty"`
	// Expires is zero for one that does not.
	Expires time.Time `json:"expires,omitzero"`
}

// Token is what is known of one.
type Token struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Device  string    `json:"device,omitempty"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires,omitzero"`
	Seen    time.Time `json:"seen,omitzero"` // zero: never
	Client  string    `json:"client,omitempty"`
	Online  bool      `json:"online"`
}

// CreateToken makes a token for an account. This is the only time that the whole
// of it is told.
func (d *Desk) CreateToken(ctx context.Context, n NewToken) (wire.Token, error) {
	account, err := accountName(n.Account)
	if err != nil {
		return wire.Token{}, err
	}
	device, err := text("device's name", n.Device)
	if err != nil {
		return wire.Token{}, err
	}
	if !n.Expires.IsZero() && !n.Expires.After(time.Now()) {
		return wire.Token{}, problem(Invalid, "The token would have expired already. Give a time to come.")
	}
	token := wire.NewToken()
	err = d.Store.Update(ctx, func(tx store.Writer) error {
		if _, err := get(tx, store.Accounts, account, noAccount(account)); err != nil {
			return err
		}
		return store.Tokens.Put(tx, store.Token{
			ID: token.ID, Account: account, Hash: token.Hash(), Device: device, Created: time.Now().UTC(), Expires: n.Expires.UTC(),
		})
	})
	if err != nil {
		return wire.Token{}, err
	}
	d.did(ctx, "token created", slog.String("account", account), slog.String("token", token.ID))
	return token, nil
}

// RevokeToken takes a token away and ends the sessions that came with it.
func (d *Desk) RevokeToken(ctx context.Context, id string) error {
	var account string
	err := d.Store.Update(ctx, func(tx store.Writer) error {
		missing := problem(NotFound, "No token has the id %q. gotunneld token list shows them.", shown(id))
		t, err := get(tx, store.Tokens, id, missing)
		if err != nil {
			return err
		}
		account = t.Account
		return store.Tokens.Delete(tx, id)
	})
	if err != nil {
		return err
	}
	if d.Live != nil {
		d.Live.EndToken(id)
	}
	d.did(ctx, "token revoked", slog.String("account", account), slog.String("token", id))
	return nil
}

// Tokens are those of an account, or all when it is empty, by account and then
// age.
func (d *Desk) Tokens(ctx context.Context, account string) ([]Token, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, err
	}
	if account != "" {
		if account, err = accountName(account); err != nil {
			return nil, err
		}
		if !all.hasAccount(account) {
			return nil, noAccount(account)
		}
	}
	online := map[string]bool{}
	for _, s := range d.sessions() {
		online[s.Token] = true
	}
	list := []Token{}
	for _, t := range all.tokens {
		if account == "" || t.Account == account {
			list = append(list, Token{
				ID: t.ID, Account: t.Account, Device: t.Device, Created: t.Created, Expires: t.Expires,
				Seen: t.Seen, Client: t.Client, Online: online[t.ID],
			})
		}
	}
	return list, nil
}
