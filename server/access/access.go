package access

import (
	"cmp"
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"time"

	"gotunnel/server/store"
	"gotunnel/tunnelcore/wire"
)

// Config says how a gate works. Store is required.
type Config struct {
	Store *store.Store
	// Open lets everybody in while there is no account. It is for servers that
	// only their own computer can reach.
	Open bool
	// Domain is what the server is called when it speaks to people.
	Domain string
	Logger *slog.Logger
}

// Gate lets clients in. Its methods may be called at once.
type Gate struct {
	Config
	tries tries
}

// New returns a gate.
func New(cfg Config) *Gate {
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return &Gate{Config: cfg}
}

// defaults are the limits of accounts for which none were set. A person with
// several projects has a handful of each; it is far from what the server bears.
var defaults = store.Limits{Tunnels: 20, Ports: 5, Visitors: 200, Bytes: -1}

// Admit says who shows that token. It returns a [RefusalError].
func (g *Gate) Admit(ctx context.Context, token string, from netip.Addr) (who Identity, err error) {
	if g.Open {
		if open, err := g.noAccounts(ctx); open || err != nil {
			return Identity{}, err
		}
	}
	err = g.tries.try(from, func() (err error) {
		who, err = g.identify(ctx, token)
		return err
	})
	return who, err
}

func (g *Gate) noAccounts(ctx context.Context) (none bool, err error) {
	err = g.Store.View(ctx, func(tx store.Reader) error {
		all, err := store.Accounts.All(tx)
		none = len(all) == 0
		return err
	})
	return none, err
}

// identify finds the token's record and its account's.
func (g *Gate) identify(ctx context.Context, text string) (who Identity, err error) {
	if text == "" {
		return who, refused(errNoToken, "it shows no token")
	}
	token, err := wire.ParseToken(text)
	if err != nil {
		return who, refused(errBadToken, "what it shows is no token")
	}
	err = g.Store.View(ctx, func(tx store.Reader) error {
		record, known, err := find(tx, store.Tokens, token.ID)
		if err != nil {
			return err
		}
		// An unknown id takes the same steps, with a hash that no secret has.
		if !same(record.Hash, token.Hash()) || !known {
			return refused(errBadToken, "its token %s is unknown", token.ID)
		}
		if over(record.Expires) {
			return refused(errBadToken, "its token %s has expired", token.ID)
		}
		account, known, err := find(tx, store.Accounts, record.Account)
		if err != nil {
			return err
		}
		if !known {
			return refused(errBadToken, "its token %s is of an account that there is not", token.ID)
		}
		who = identity(account, record)
		return nil
	})
	return who, err
}

func identity(a store.Account, t store.Token) Identity {
	l := a.Limits
	return Identity{
		Account: a.Name, Token: t.ID, Device: t.Device, Names: a.Names, Expires: t.Expires,
		Limits: store.Limits{
			Tunnels: cmp.Or(l.Tunnels, defaults.Tunnels), Ports: cmp.Or(l.Ports, defaults.Ports),
			Visitors: cmp.Or(l.Visitors, defaults.Visitors), Bytes: cmp.Or(l.Bytes, defaults.Bytes),
		},
	}
}

// find is a table's Get that makes no error of a record that there is not.
func find[T any](tx store.Reader, table store.Table[T], key string) (record T, known bool, err error) {
	record, err = table.Get(tx, key)
	if errors.Is(err, store.ErrNotFound) {
		return record, false, nil
	}
	return record, err == nil, err
}

// same compares hashes in a time that tells nothing of them.
func same(a, b [32]byte) bool { return compare(a[:], b[:]) == 1 }

var compare = subtle.ConstantTimeCompare // tests count its calls

// over tells that the time of a token or an invite has run out; zero is never.
func over(expires time.Time) bool { return !expires.IsZero() && !time.Now().Before(expires) }

// RefusalError is why somebody is not let in: in words for the log, which quote
// nothing that is secret, and unwrapped as the [wire.Error] for the client.
type RefusalError struct {
	Tell wire.Error
	Why  string
}

func (r *RefusalError) Error() string { return r.Why }

// Unwrap is what the client is told.
func (r *RefusalError) Unwrap() error { return r.Tell }

func refused(tell wire.Error, why string, args ...any) error {
	return &RefusalError{Tell: tell, Why: fmt.Sprintf(why, args...)}
}

// What clients are told. Programs that know the code have words of their own,
// with the address that people know the server by.
var (
	errNoToken = wire.Error{
		Code: wire.CodeUnauthorized, Message: "This server needs an invite. Ask the person who runs it for one.",
	}
	errBadToken = wire.Error{
		Code:    wire.CodeUnauthorized,
		Message: "The server didn't accept this device. Its access may have been removed. Ask the person who runs it for a new invite.",
	}
)
