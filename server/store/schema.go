package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
)

// schema is the version of the layout. It is raised when an older server could
// not use what a newer one wrote.
//
//	1: names by name in a bucket "names"
//	2: all records by key in a bucket "records"
const schema = 2

var (
	records   = []byte("records")
	meta      = []byte("meta")
	schemaKey = []byte("schema")
	oldNames  = []byte("names") // of layout 1
)

// The longest key and value.
const (
	maxKey   = 512
	maxValue = 64 << 10
)

// prepare gives db the layout of this version.
func prepare(db *bbolt.DB) error {
	var have int
	err := db.View(func(tx *bbolt.Tx) (err error) {
		have, err = schemaOf(tx)
		return err
	})
	if err != nil || have == schema {
		return err
	}
	if have != 0 {
		if err := keepCopy(db, fmt.Sprintf("layout%d", have)); err != nil {
			return fmt.Errorf("keep a copy before changing its layout: %w", err)
		}
	}
	return db.Update(migrate)
}

// schemaOf is the file's layout, 0 if it is new. The error says that it is one
// that this version does not know.
func schemaOf(tx *bbolt.Tx) (int, error) {
	m := tx.Bucket(meta)
	if m == nil {
		if first, _ := tx.Cursor().First(); first != nil {
			return 0, errors.New("it is a bbolt file, but not of gotunneld: give another folder with --data")
		}
		return 0, nil
	}
	have, err := strconv.Atoi(string(m.Get(schemaKey)))
	if err != nil {
		return 0, fmt.Errorf("%w: its layout is %q", errDamaged, m.Get(schemaKey))
	}
	if have > schema {
		return 0, fmt.Errorf("it has layout %d and this gotunneld knows %d: use a newer gotunneld", have, schema)
	}
	return have, nil
}

// migrate makes the layout of a new file, or of one with layout 1.
func migrate(tx *bbolt.Tx) error {
	m, err := tx.CreateBucketIfNotExists(meta)
	if err != nil {
		return err
	}
	all, err := tx.CreateBucketIfNotExists(records)
	if err != nil {
		return err
	}
	if old := tx.Bucket(oldNames); old != nil {
		err := old.ForEach(func(name, value []byte) error {
			return all.Put(append([]byte(Names.prefix), name...), value)
		})
		if err != nil {
			return err
		}
		if err := tx.DeleteBucket(oldNames); err != nil {
			return err
		}
	}
	return m.Put(schemaKey, []byte(strconv.Itoa(schema)))
}

// keepCopy writes a copy of the file beside it.
func keepCopy(db *bbolt.DB, why string) error {
	return writeNew(besides(db.Path(), why), func(f *os.File) error {
		return (&bolt{db}).Backup(context.Background(), f)
	})
}

// besides is a name for what becomes of the file at path at this moment.
func besides(path, why string) string {
	return path + "." + why + "-" + time.Now().UTC().Format("20060102-150405.000")
}

// writeNew makes a file that is not there yet, with what f writes, and sees
// that it is on disk. It leaves nothing behind when that fails.
func writeNew(path string, f func(*os.File) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	err = f(file)
	if err == nil {
		err = file.Sync()
	}
	err = errors.Join(err, file.Close())
	if err != nil {
		_ = os.Remove(path)
	}
	return err
}
