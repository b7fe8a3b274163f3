package operator

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// inviteLife is how long an invite can be used.
const inviteLife = 24 * time.Hour

// Invite is one that was just made. Its code and links are told this once.
type Invite struct {
	Account string `json:"account"`
	// Made tells that the account was not there before.
	Made    bool      `json:"made"`
	Expires time.Time `json:"expires"`
	Code    string    `json:"code"`
	// Web is the link that a browser opens, App the one for the program.
	Web string `json:"web"`
	App string `json:"app"`
}

// Invite makes an invite to an account, and the account if it is not there.
// Without a name it is for the only account there is, or a first one called "me".
func (d *Desk) Invite(ctx context.Context, account string) (Invite, error) {
	if account != "" {
		var err error
		if account, err = accountName(account); err != nil {
			return Invite{}, err
		}
	}
	code := wire.NewInvite()
	var made Invite
	err := d.Store.Update(ctx, func(tx store.Writer) (err error) {
		made, err = putInvite(tx, account, code)
		return err
	})
	if err != nil {
		return Invite{}, err
	}
	made.Code = code.Reveal()
	if d.Links != nil {
		made.Web, made.App = d.Links(code)
	}
	if made.Made {
		d.did(ctx, "account added", slog.String("account", made.Account))
	}
	d.did(ctx, "invite created", slog.String("account", made.Account), slog.String("invite", code.ID))
	return made, nil
}

// putInvite also removes those whose time is over.
func putInvite(tx store.Writer, account string, code wire.Invite) (Invite, error) {
	now := time.Now().UTC()
	account, err := inviteTo(tx, account)
	if err != nil {
		return Invite{}, err
	}
	has, err := store.Accounts.Has(tx, account)
	if err == nil && !has {
		err = store.Accounts.Put(tx, newAccount(account, Settings{}))
	}
	if err != nil {
		return Invite{}, err
	}
	err = deleteAll(tx, store.Invites, "", func(i store.Invite) (string, bool) { return i.ID, !now.Before(i.Expires) })
	if err != nil {
		return Invite{}, err
	}
	made := Invite{Account: account, Made: !has, Expires: now.Add(inviteLife)}
	return made, store.Invites.Put(tx, store.Invite{
		ID: code.ID, Account: account, Hash: code.Hash(), Created: now, Expires: made.Expires,
	})
}

// firstAccount is what the first account is called when nobody gave it a name.
const firstAccount = "me"

// inviteTo is the account that is meant.
func inviteTo(tx store.Reader, account string) (string, error) {
	if account != "" {
		return account, nil
	}
	all, err := store.Accounts.All(tx)
	switch {
	case err != nil:
		return "", err
	case len(all) == 0:
		return firstAccount, nil
	case len(all) == 1:
		return all[0].Name, nil
	}
	var names []string
	for _, a := range all {
		names = append(names, a.Name)
	}
	return "", problem(Invalid, "There are several accounts. Say which one the invite is for: %s.", shown(strings.Join(names, ", ")))
}
