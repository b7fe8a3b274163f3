// Package store keeps what must outlive the server: accounts, what lets people
// into them, and which names are whose.
//
//	s, err := store.Open(filepath.Join(data, "gotunneld.db"))
//	err = s.Update(ctx, func(tx store.Writer) error {
//		return store.Accounts.Put(tx, store.Account{Name: "designer"})
//	})
//
// Records are small and few are written: one when a name is bound for the
// first time, one when it is lost, one when it is freed, and what the operator
// does. What visitors do is never stored, only how many bytes they moved. The
// store knows no rules but its own: whoever writes a record has checked it.
//
// What it is made of is a [Backend]: a bbolt file for one server.
package store

import "context"

// Store is the tables on a backend.
type Store struct{ Backend }

// New returns the store that a backend holds.
func New(b Backend) *Store { return &Store{b} }

// Names is every name in the store, in their order.
func (s *Store) Names() (all []Name, err error) {
	err = s.View(context.Background(), func(tx Reader) (err error) {
		all, err = Names.All(tx)
		return err
	})
	return all, err
}

// PutName writes n over what there was of that name.
func (s *Store) PutName(n Name) error {
	return s.Update(context.Background(), func(tx Writer) error { return Names.Put(tx, n) })
}

// DeleteName frees a name. It is no error if nobody had it.
func (s *Store) DeleteName(name string) error {
	return s.Update(context.Background(), func(tx Writer) error { return Names.Delete(tx, name) })
}
