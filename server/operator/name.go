package operator

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Name is one that somebody has, or that nobody may have.
type Name struct {
	Name     string    `json:"name"`
	Kind     wire.Kind `json:"kind,omitempty"`
	Port     int       `json:"port,omitempty"`
	Account  string    `json:"account,omitempty"`
	Device   string    `json:"device,omitempty"`
	Used     time.Time `json:"used,omitzero"` // zero: never
	Live     bool      `json:"live"`
	Reserved bool      `json:"reserved"`
	Blocked  bool      `json:"blocked"`
	Reason   string    `json:"reason,omitempty"` // of the block
}

// AllNames are all of them, in their order.
func (d *Desk) AllNames(ctx context.Context) ([]Name, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, err
	}
	byName := map[string]*Name{}
	for _, n := range all.names {
		byName[n.Name] = &Name{
			Name: n.Name, Kind: n.Kind, Port: n.Port, Account: n.Account, Device: n.Device, Used: n.Used, Reserved: n.Reserved,
		}
	}
	at := func(name string) *Name {
		if byName[name] == nil {
			byName[name] = &Name{Name: name}
		}
		return byName[name]
	}
	for _, b := range all.blocks {
		n := at(b.Name)
		n.Blocked, n.Reason = true, b.Reason
	}
	for _, s := range d.sessions() {
		for _, t := range s.Tunnels {
			at(t.Name).Live = true
		}
	}
	list := make([]Name, 0, len(byName))
	for _, n := range byName {
		list = append(list, *n)
	}
	slices.SortFunc(list, func(a, b Name) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

// Reserve gives a name to an account for good: no other can bind it. Whoever
// shares it at this moment loses it, unless it is that account. One that is
// reserved for another account has to be released first.
func (d *Desk) Reserve(ctx context.Context, name, account string) error {
	name, err := shareName(name)
	if err != nil {
		return err
	}
	if account, err = accountName(account); err != nil {
		return err
	}
	err = d.Store.View(ctx, func(tx store.Reader) error {
		if _, err := get(tx, store.Accounts, account, noAccount(account)); err != nil {
			return err
		}
		n, err := get(tx, store.Names, name, nil)
		if err == nil && n.Reserved && n.Account != account {
			return problem(Exists, "%s is reserved for %s. gotunneld name release %s frees it.", name, n.Account, name)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := d.Names.Reserve(name, account); err != nil {
		return err
	}
	d.did(ctx, "name reserved", slog.String("name", name), slog.String("account", account))
	return nil
}

// Release frees a name, whoever has it. A live one ends.
func (d *Desk) Release(ctx context.Context, name string) error {
	name, err := nameOrHost(name)
	if err != nil {
		return err
	}
	err = d.Store.View(ctx, func(tx store.Reader) error {
		_, err := get(tx, store.Names, name, problem(NotFound, "Nobody has the name %s. gotunneld name list shows which are taken.", name))
		return err
	})
	if err != nil {
		return err
	}
	if err := d.Names.Release(name); err != nil {
		return err
	}
	d.did(ctx, "name released", slog.String("name", name))
	return nil
}

// Block ends a name's tunnel, keeps anybody from binding it and visitors out.
// The reason, which may be empty, is for the operator alone.
func (d *Desk) Block(ctx context.Context, name, reason string) error {
	name, err := nameOrHost(name)
	if err != nil {
		return err
	}
	if reason, err = text("reason", reason); err != nil {
		return err
	}
	if err := d.Names.Block(name, reason); err != nil {
		return err
	}
	d.did(ctx, "name blocked", slog.String("name", name), slog.String("reason", reason))
	return nil
}

// Unblock undoes Block.
func (d *Desk) Unblock(ctx context.Context, name string) error {
	name, err := nameOrHost(name)
	if err != nil {
		return err
	}
	err = d.Store.View(ctx, func(tx store.Reader) error {
		_, err := get(tx, store.Blocks, name, problem(NotFound, "The name %s is not blocked. gotunneld name list shows which are.", name))
		return err
	})
	if err != nil {
		return err
	}
	if err := d.Names.Unblock(name); err != nil {
		return err
	}
	d.did(ctx, "name unblocked", slog.String("name", name))
	return nil
}
