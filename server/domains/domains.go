// Package domains decides who may share at a host of their own.
//
//	d := domains.New(domains.Config{Store: s, Registry: names, Domain: "share.acme.dev"})
//	go d.Run(ctx)
//	err := d.Admit(ctx, "designer", "shop.example.com")
//
// The operator gives a host to an account, in [store.Domains]. It may be used once
// DNS says that its owner wants it here, by one of two records ([HowTo]): a CNAME
// to this server, or a TXT that names server, account and host. An address that is
// this server's proves nothing: everybody can set one for every host.
//
// DNS is asked when a host is bound, and every hour while it is live. For a day
// after it last said yes it may say what it likes, or nothing: a hiccup of DNS
// cuts no link.
//
// It binds nothing and makes no certificates.
package domains

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"time"

	"gotunnel/server/registry"
	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

const (
	// checkEvery is how long DNS's yes is good without asking again.
	checkEvery = time.Hour
	// keptFor is how long a host may be used after DNS last said yes.
	keptFor = 24 * time.Hour
	// retryEvery is how soon DNS is asked again after it did not say yes.
	retryEvery = time.Minute
)

// Config says how hosts are checked. Store, Registry and Domain are required.
type Config struct {
	Store    *store.Store
	Registry *registry.Registry
	// Domain is what names live under, canonical.
	Domain string
	// Resolver asks DNS; nil: the system's does.
	Resolver *net.Resolver
	Logger   *slog.Logger
}

// Domains checks hosts. Its methods may be called at once.
type Domains struct {
	Config

	mu     sync.Mutex
	states map[key]*state
}

// key is what DNS is asked about: another account's proof is another one.
type key struct{ host, account string }

// state is what came of asking last.
type state struct {
	mu  sync.Mutex // held while DNS is asked
	at  time.Time
	err error // nil: yes, or never asked
}

// New returns one that has asked nothing yet.
func New(cfg Config) *Domains {
	if cfg.Resolver == nil {
		cfg.Resolver = Resolver("")
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Domains{Config: cfg, states: map[key]*state{}}
}

// Admit says why an account can't share at a canonical host, as a [wire.Error],
// or nil. It blocks while DNS is asked, for 10 seconds at most.
func (d *Domains) Admit(ctx context.Context, account, host string) error {
	if wire.Within(host, d.Domain) {
		return ownRefusal(host, d.Domain)
	}
	record, err := d.find(ctx, account, host)
	if err != nil || time.Since(record.Verified) < checkEvery {
		return err
	}
	err = d.check(ctx, record)
	if err != nil && time.Since(record.Verified) < keptFor {
		return nil
	}
	return err
}

// find is the record of a host that is the account's.
func (d *Domains) find(ctx context.Context, account, host string) (record store.Domain, err error) {
	err = d.Store.View(ctx, func(tx store.Reader) (err error) {
		record, err = get(tx, account, host)
		return err
	})
	return record, err
}

func get(tx store.Reader, account, host string) (store.Domain, error) {
	record, err := store.Domains.Get(tx, host)
	if errors.Is(err, store.ErrNotFound) || err == nil && (record.Account != account || account == "") {
		return record, foreignRefusal(account, host)
	}
	return record, err
}

// check asks DNS about a host, and keeps its yes. Within a minute after another
// answer it returns that one.
func (d *Domains) check(ctx context.Context, record store.Domain) error {
	s := d.state(record)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil && time.Since(s.at) < retryEvery {
		return s.err
	}
	err := d.ask(ctx, record)
	if ctx.Err() != nil {
		return ctx.Err() // it says nothing of the host
	}
	s.at, s.err = time.Now(), err
	if err != nil {
		return err
	}
	return d.keep(ctx, record)
}

func (d *Domains) state(record store.Domain) *state {
	d.mu.Lock()
	defer d.mu.Unlock()
	k := key{record.Host, record.Account}
	if d.states[k] == nil {
		d.states[k] = &state{}
	}
	return d.states[k]
}

// keep stores that DNS said yes, if the host is still the account's.
func (d *Domains) keep(ctx context.Context, record store.Domain) error {
	err := d.Store.Update(ctx, func(tx store.Writer) error {
		now, err := get(tx, record.Account, record.Host)
		if err != nil {
			return err
		}
		now.Verified = time.Now().UTC()
		return store.Domains.Put(tx, now)
	})
	if err == nil {
		d.Logger.Info("domain verified", "domain", record.Host, "account", record.Account)
	}
	return err
}
