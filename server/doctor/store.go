package doctor

import (
	"cmp"
	"context"
	"errors"
	"os"
	"time"

	"gotunnel/server"
	"gotunnel/server/store"
)

// books are what the running server says of its store, or what the store has.
func (p Patient) books(ctx context.Context) (*Books, []Finding) {
	if p.Running == nil {
		return readStore(ctx, p.Config.Data)
	}
	return &p.Running.Books, []Finding{ok("store", "the server that runs has it open")}
}

// readStore opens the store of a server that does not run, only to read. Without
// books there is a finding that says why.
func readStore(ctx context.Context, data string) (*Books, []Finding) {
	const about = "store"
	path := server.StorePath(data)
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return &Books{}, []Finding{ok(about, "there is none in %s yet; the first gotunneld invite or serve makes it", data)}
	}
	s, layout, err := store.Look(path)
	switch {
	case errors.Is(err, store.ErrLocked):
		return nil, []Finding{fix(about, "wait until it is ready, or systemctl restart gotunneld",
			"a program has %s open that does not answer at the server's socket", path)}
	case err != nil:
		return nil, []Finding{fix(about, err.Error(), "it can't be used")}
	case s == nil:
		return nil, []Finding{ok(about, "it has layout %d, of an older gotunneld; the next gotunneld serve keeps a copy and brings it up to date", layout)}
	}
	defer s.Close()
	books, err := read(ctx, s)
	if err != nil {
		return nil, []Finding{fix(about, err.Error(), "it can't be read")}
	}
	return &books, []Finding{ok(about, "%s opens, and has layout %d", path, layout)}
}

func read(ctx context.Context, s *store.Store) (b Books, err error) {
	err = s.View(ctx, func(tx store.Reader) error {
		accounts, err1 := store.Accounts.All(tx)
		tokens, err2 := store.Tokens.All(tx)
		names, err3 := store.Names.All(tx)
		b.Accounts = len(accounts)
		for _, a := range accounts {
			b.Saw(a.Created)
		}
		for _, t := range tokens {
			b.Saw(t.Created, t.Seen)
		}
		for _, n := range names {
			b.Saw(n.Used)
		}
		return cmp.Or(err1, err2, err3)
	})
	return b, err
}

// Saw notes when records were written.
func (b *Books) Saw(times ...time.Time) {
	for _, t := range times {
		if t.After(b.Newest) {
			b.Newest = t
		}
	}
}

// accounts sees that somebody may share through a server that others can reach.
// Without books nothing is known.
func (p Patient) accounts(books *Books) []Finding {
	const about = "accounts"
	switch {
	case books == nil:
		return []Finding{unknown(about, "", "who may share is not known without the store")}
	case books.Accounts == 1:
		return []Finding{ok(about, "there is one")}
	case books.Accounts > 0:
		return []Finding{ok(about, "there are %d", books.Accounts)}
	}
	for _, place := range p.places() {
		if !place.isLoopback() {
			return []Finding{fix(about, "gotunneld invite designer"+p.Given,
				"there are none, and others can reach %s, so nobody may share", place.addr)}
		}
	}
	return []Finding{ok(about, "there are none, so whoever uses this computer may share, and nobody else")}
}
