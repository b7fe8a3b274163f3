// Package store keeps what must outlive the server: which names are whose.
//
//	s, err := store.Open(filepath.Join(data, "gotunneld.db"))
//	err = s.PutName(store.Name{Name: "shop", ...})
//
// Records are small and few are written: one when a name is bound for the
// first time, one when it is lost, one when it is freed. What visitors do is
// never stored. The registry works from its own map and reads the store once,
// at start.
package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// Store is a bbolt file. All methods may be called at once; a write blocks
// until it is on disk.
type Store struct{ db *bbolt.DB }

var (
	names = []byte("names")
	meta  = []byte("meta")
	// schema is the layout's version. It is raised when an older server could
	// not use what a newer one wrote.
	schemaKey = []byte("schema")
	schema    = []byte("1")
)

// ErrLocked means that another server has the file open.
var ErrLocked = errors.New("another gotunneld uses this data folder: stop it, or give this one its own with --data")

// lockWait is how long to wait for another server to let go of the file, as at
// a restart.
const lockWait = 3 * time.Second

// batchDelay is how long a write waits for others to share its fsync. After a
// restart thousands of clients come back at once.
const batchDelay = 2 * time.Millisecond

// Open opens or makes the store at path.
func Open(path string) (*Store, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockWait})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", path, err)
	}
	db.MaxBatchDelay = batchDelay
	if err := db.Update(prepare); err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, err), db.Close())
	}
	return &Store{db: db}, nil
}

func prepare(tx *bbolt.Tx) error {
	if _, err := tx.CreateBucketIfNotExists(names); err != nil {
		return err
	}
	m, err := tx.CreateBucketIfNotExists(meta)
	if err != nil {
		return err
	}
	switch have := m.Get(schemaKey); {
	case have == nil:
		return m.Put(schemaKey, schema)
	case string(have) != string(schema):
		return fmt.Errorf("it has layout %s and this gotunneld knows %s: use a newer gotunneld", have, schema)
	}
	return nil
}

// Close closes the file. It waits for writes that are going on.
func (s *Store) Close() error { return s.db.Close() }

// Names is every name in the store, in no order.
func (s *Store) Names() ([]Name, error) {
	var all []Name
	err := s.db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket(names).ForEach(func(key, value []byte) error {
			var n Name
			if err := json.Unmarshal(value, &n); err != nil {
				return fmt.Errorf("name %q in the store: %w", key, err)
			}
			all = append(all, n)
			return nil
		})
	})
	return all, err
}

// PutName writes n over what there was of that name.
func (s *Store) PutName(n Name) error {
	value, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode name: %w", err)
	}
	return s.db.Batch(func(tx *bbolt.Tx) error {
		return tx.Bucket(names).Put([]byte(n.Name), value)
	})
}

// DeleteName frees a name. It is no error if nobody had it.
func (s *Store) DeleteName(name string) error {
	return s.db.Batch(func(tx *bbolt.Tx) error {
		return tx.Bucket(names).Delete([]byte(name))
	})
}
