package operator

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Settings are what the operator decides of an account.
type Settings struct {
	// Names are patterns of what it may bind: "shop", "team-*". None: any name.
	Names  []string     `json:"names"`
	Limits store.Limits `json:"limits"`
}

// NewAccount is an account to be.
type NewAccount struct {
	Name string `json:"name"`
	Settings
}

// Account is one with what there is of it.
type Account struct {
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Settings
	Devices int   `json:"devices"` // that have a token
	Live    int   `json:"live"`    // tunnels at this moment
	Bytes   int64 `json:"bytes"`   // of its visitors in this month, UTC
}

// AddAccount makes an account.
func (d *Desk) AddAccount(ctx context.Context, a NewAccount) error {
	name, err := accountName(a.Name)
	if err != nil {
		return err
	}
	if err := a.complete(); err != nil {
		return err
	}
	err = d.Store.Update(ctx, func(tx store.Writer) error {
		if has, err := store.Accounts.Has(tx, name); has || err != nil {
			return cmp.Or(err, problem(Exists, "There is an account called %s already. gotunneld account set changes it.", name))
		}
		return store.Accounts.Put(tx, newAccount(name, a.Settings))
	})
	if err == nil {
		d.did(ctx, "account added", slog.String("account", name))
	}
	return err
}

func newAccount(name string, s Settings) store.Account {
	return store.Account{Name: name, Created: time.Now().UTC(), Names: s.Names, Limits: s.Limits}
}

// SetAccount changes an account's settings; change gets those that it has, and
// may be called more than once. They hold for devices that connect from now on.
func (d *Desk) SetAccount(ctx context.Context, name string, change func(*Settings) error) error {
	name, err := accountName(name)
	if err != nil {
		return err
	}
	err = d.Store.Update(ctx, func(tx store.Writer) error {
		a, err := get(tx, store.Accounts, name, noAccount(name))
		if err != nil {
			return err
		}
		s := Settings{a.Names, a.Limits}
		if err := change(&s); err != nil {
			return err
		}
		if err := s.complete(); err != nil {
			return err
		}
		a.Names, a.Limits = s.Names, s.Limits
		return store.Accounts.Put(tx, a)
	})
	if err == nil {
		d.did(ctx, "account set", slog.String("account", name))
	}
	return err
}

// maxPatterns bounds an account's record.
const maxPatterns = 100

// complete checks settings and brings patterns into their one spelling.
func (s *Settings) complete() error {
	if len(s.Names) > maxPatterns {
		return problem(Invalid, "An account can have up to %d names. A * in a name stands for many.", maxPatterns)
	}
	var names []string
	for _, pattern := range s.Names {
		// With letters for the stars it has to be a name.
		if _, err := wire.CanonicalName(strings.ReplaceAll(pattern, "*", "x")); err != nil {
			return problem(Invalid, "%q is not a name or a pattern. Give names such as shop, or team-* for all that begin so.", shown(pattern))
		}
		names = append(names, strings.ToLower(pattern))
	}
	slices.Sort(names)
	s.Names = slices.Compact(names)
	l := s.Limits
	if l.Tunnels < -1 || l.Visitors < -1 || l.Ports < -1 || l.Bytes < -1 {
		return problem(Invalid, "A limit is a number above 0, 0 for the server's default, or -1 for none.")
	}
	return nil
}

// RemoveAccount takes an account away with its tokens, invites, domains and
// names, and ends its sessions.
func (d *Desk) RemoveAccount(ctx context.Context, name string) error {
	name, err := accountName(name)
	if err != nil {
		return err
	}
	if err := d.Store.Update(ctx, func(tx store.Writer) error { return removeAccount(tx, name) }); err != nil {
		return err
	}
	if d.Live != nil {
		d.Live.EndAccount(name)
	}
	d.did(ctx, "account removed", slog.String("account", name))
	return d.releaseAll(ctx, name)
}

func removeAccount(tx store.Writer, name string) error {
	if _, err := get(tx, store.Accounts, name, noAccount(name)); err != nil {
		return err
	}
	return errors.Join(
		store.Accounts.Delete(tx, name),
		deleteAll(tx, store.Tokens, "", func(t store.Token) (string, bool) { return t.ID, t.Account == name }),
		deleteAll(tx, store.Invites, "", func(i store.Invite) (string, bool) { return i.ID, i.Account == name }),
		deleteAll(tx, store.Domains, "", func(d store.Domain) (string, bool) { return d.Host, d.Account == name }),
		deleteAll(tx, store.Usages, store.UsageKey(name, ""), func(u store.Usage) (string, bool) {
			return store.UsageKey(u.Account, u.Month), true
		}),
	)
}

// deleteAll removes the records under prefix that which tells the key of.
func deleteAll[T any](tx store.Writer, table store.Table[T], prefix string, which func(T) (key string, ok bool)) error {
	all, err := table.Under(tx, prefix)
	for _, record := range all {
		if key, ok := which(record); ok {
			err = errors.Join(err, table.Delete(tx, key))
		}
	}
	return err
}

// releaseAll frees every name of an account.
func (d *Desk) releaseAll(ctx context.Context, account string) error {
	all, err := d.all(ctx)
	for _, n := range all.names {
		if n.Account == account {
			err = errors.Join(err, d.Names.Release(n.Name))
		}
	}
	return err
}

// Accounts are all of them, by their names.
func (d *Desk) Accounts(ctx context.Context) ([]Account, error) {
	all, err := d.all(ctx)
	if err != nil {
		return nil, err
	}
	month := time.Now().UTC().Format("2006-01")
	list := make([]Account, 0, len(all.accounts))
	for _, a := range all.accounts {
		info := Account{Name: a.Name, Created: a.Created, Settings: Settings{append([]string{}, a.Names...), a.Limits}}
		for _, t := range all.tokens {
			if t.Account == a.Name {
				info.Devices++
			}
		}
		for _, s := range d.sessions() {
			if s.Account == a.Name {
				info.Live += len(s.Tunnels)
			}
		}
		for _, u := range all.usages {
			if u.Account == a.Name && u.Month == month {
				info.Bytes = u.Bytes
			}
		}
		list = append(list, info)
	}
	return list, nil
}
