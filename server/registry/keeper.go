package registry

import (
	"context"

	"gotunnel/server/store"
)

// KeepIn keeps names and blocks in a store.
func KeepIn(s *store.Store) Keeper { return keeper{s} }

type keeper struct{ *store.Store }

func (k keeper) Blocks() (all []store.Block, err error) {
	err = k.View(context.Background(), func(tx store.Reader) (err error) {
		all, err = store.Blocks.All(tx)
		return err
	})
	return all, err
}

func (k keeper) PutBlock(b store.Block) error {
	return k.Update(context.Background(), func(tx store.Writer) error { return store.Blocks.Put(tx, b) })
}

func (k keeper) DeleteBlock(name string) error {
	return k.Update(context.Background(), func(tx store.Writer) error { return store.Blocks.Delete(tx, name) })
}
