package store

import (
	"errors"

	"go.etcd.io/bbolt"
)

// Look opens the store at path to read, and neither makes nor changes anything.
// The store is nil when the file has another layout than this version's, which is
// an older one. Errors are those of [Open]; it does not wait for who has it open.
func Look(path string) (s *Store, layout int, err error) {
	db, err := openFile(path, bbolt.Options{ReadOnly: true, Timeout: now})
	if err != nil {
		return nil, 0, err
	}
	err = db.View(func(tx *bbolt.Tx) (err error) {
		layout, err = schemaOf(tx)
		return err
	})
	if err != nil || layout != schema {
		return nil, layout, errors.Join(explain(path, err), db.Close())
	}
	return New(&bolt{db}), layout, nil
}
