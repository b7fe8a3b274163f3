package access

import (
	"context"
	"errors"
	"time"

	"gotunnel/server/store"
)

// seenEvery is how often it is written down at most that a token is in use.
const seenEvery = time.Minute

// Seen notes that the token with that id is in use, by the client that calls
// itself so. It blocks until that is on disk. A failure is only logged: nobody
// is kept out by it.
func (g *Gate) Seen(ctx context.Context, id, client string) {
	now := time.Now().UTC()
	var news bool
	err := g.Store.View(ctx, func(tx store.Reader) error {
		t, known, err := find(tx, store.Tokens, id)
		news = known && (t.Client != client || now.Sub(t.Seen) >= seenEvery)
		return err
	})
	if err == nil && news {
		err = g.Store.Update(ctx, func(tx store.Writer) error {
			t, known, err := find(tx, store.Tokens, id)
			if err != nil || !known { // it was taken away meanwhile
				return err
			}
			t.Seen, t.Client = now, client
			return store.Tokens.Put(tx, t)
		})
	}
	if err != nil && !errors.Is(err, store.ErrMoved) {
		g.Logger.Error("use of a token not stored", "token", id, "err", err)
	}
}
