package operator

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"gotunnel/server/domains"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// hostName is a custom domain in its one spelling.
func hostName(s string) (string, error) {
	host, err := wire.CanonicalBind(s)
	if err != nil || !wire.IsOwnHost(host) {
		return "", problem(Invalid, "%q can't be a domain. Give a host name such as shop.example.com.", shown(s))
	}
	return host, nil
}

// AddDomain lets an account share at a host of its own, once DNS leads here: dns
// says how.
func (d *Desk) AddDomain(ctx context.Context, host, account string) (dns string, err error) {
	host, err = hostName(host)
	if err != nil {
		return "", err
	}
	if wire.Within(host, d.Domain) {
		return "", problem(Invalid, "%s is this server's own. gotunneld name reserve gives a name under %s to an account.", host, d.Domain)
	}
	if account, err = accountName(account); err != nil {
		return "", err
	}
	record := store.Domain{Host: host, Account: account, Created: time.Now().UTC()}
	err = d.Store.Update(ctx, func(tx store.Writer) error {
		if _, err := get(tx, store.Accounts, account, noAccount(account)); err != nil {
			return err
		}
		have, err := get(tx, store.Domains, host, nil)
		switch {
		case err != nil:
			return err
		case have.Account != "":
			return problem(Exists, "%s belongs to %s already. gotunneld domain remove %s takes it away.", host, have.Account, host)
		}
		return store.Domains.Put(tx, record)
	})
	if err != nil {
		return "", err
	}
	d.did(ctx, "domain added", slog.String("domain", host), slog.String("account", account))
	return domains.HowTo(record, d.Domain), nil
}

// RemoveDomain takes a host away from its account. A live one ends.
func (d *Desk) RemoveDomain(ctx context.Context, host string) error {
	host, err := hostName(host)
	if err != nil {
		return err
	}
	var bound bool
	err = d.Store.Update(ctx, func(tx store.Writer) (err error) {
		missing := problem(NotFound, "No account has the domain %s. gotunneld domain list shows them.", host)
		if _, err := get(tx, store.Domains, host, missing); err != nil {
			return err
		}
		has, err := store.Names.Has(tx, host)
		bound = has
		return errors.Join(err, store.Domains.Delete(tx, host))
	})
	if err != nil {
		return err
	}
	d.did(ctx, "domain removed", slog.String("domain", host))
	if bound {
		return d.Names.Release(host)
	}
	return nil
}

// Domains are all of them, by their hosts.
func (d *Desk) Domains(ctx context.Context) ([]store.Domain, error) {
	list := []store.Domain{}
	err := d.Store.View(ctx, func(tx store.Reader) error {
		all, err := store.Domains.All(tx)
		list = append([]store.Domain{}, all...)
		return err
	})
	return list, err
}
