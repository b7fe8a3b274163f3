package operator

import (
	"cmp"
	"context"
	"io"
	"log/slog"
	"slices"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Session is a client that is connected.
type Session struct {
	ID      string    `json:"id"`
	Account string    `json:"account,omitempty"` // empty on a server that is open to all
	Token   string    `json:"token,omitempty"`   // its id
	Device  string    `json:"device,omitempty"`
	Client  string    `json:"client,omitempty"`
	Since   time.Time `json:"since"`
	Addr    string    `json:"addr"`
	Tunnels []Tunnel  `json:"tunnels"`
}

// Tunnel is a live name.
type Tunnel struct {
	Name string    `json:"name"`
	Kind wire.Kind `json:"kind"`
	URL  string    `json:"url"`
}

// Traffic is counted since the server's start.
type Traffic struct {
	Visitors int64 `json:"visitors"`
	Open     int64 `json:"open"` // visitors at this moment
	Refused  int64 `json:"refused"`
	Up       int64 `json:"up"`   // bytes from visitors
	Down     int64 `json:"down"` // bytes to them
}

// Status is how things are.
type Status struct {
	Running  bool      `json:"running"`
	Version  string    `json:"version"`
	Domain   string    `json:"domain"`
	Page     string    `json:"page,omitempty"` // the operator's, if there is one
	Accounts []Account `json:"accounts"`
	// Sessions and Traffic are empty without a running server.
	Sessions []Session `json:"sessions"`
	Traffic  Traffic   `json:"traffic"`
}

// Status tells how things are.
func (d *Desk) Status(ctx context.Context) (Status, error) {
	accounts, err := d.Accounts(ctx)
	if err != nil {
		return Status{}, err
	}
	s := Status{
		Running: d.Live != nil, Version: d.Version, Domain: d.Domain, Page: d.Page, Accounts: accounts,
		Sessions: append([]Session{}, d.sessions()...),
	}
	if d.Live != nil {
		s.Traffic = d.Live.Traffic()
	}
	return s, nil
}

// EndTunnel ends a live name's tunnel. Its client is told, and may share again.
func (d *Desk) EndTunnel(ctx context.Context, name string) error {
	name, err := nameOrHost(name)
	if err != nil {
		return err
	}
	if d.Live == nil {
		return problem(NotRunning, "No server is running, so nothing is shared.")
	}
	if !d.Live.EndTunnel(name) {
		return problem(NotFound, "Nothing is shared as %s. gotunneld status shows what is.", name)
	}
	d.did(ctx, "tunnel ended", slog.String("name", name))
	return nil
}

// Backup writes all records, as a file for [store.Restore].
func (d *Desk) Backup(ctx context.Context, w io.Writer) error {
	if err := d.Store.Backup(ctx, w); err != nil {
		return err
	}
	d.did(ctx, "backup taken")
	return nil
}

// records is what lists are made of, from one moment.
type records struct {
	accounts []store.Account
	tokens   []store.Token
	names    []store.Name
	blocks   []store.Block
	usages   []store.Usage
}

func (d *Desk) all(ctx context.Context) (all records, err error) {
	err = d.Store.View(ctx, func(tx store.Reader) error {
		var errs [5]error
		all.accounts, errs[0] = store.Accounts.All(tx)
		all.tokens, errs[1] = store.Tokens.All(tx)
		all.names, errs[2] = store.Names.All(tx)
		all.blocks, errs[3] = store.Blocks.All(tx)
		all.usages, errs[4] = store.Usages.All(tx)
		return cmp.Or(errs[:]...)
	})
	slices.SortFunc(all.tokens, func(a, b store.Token) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), a.Created.Compare(b.Created))
	})
	return all, err
}

func (r records) hasAccount(name string) bool {
	return slices.ContainsFunc(r.accounts, func(a store.Account) bool { return a.Name == name })
}
