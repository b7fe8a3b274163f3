package store

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// lockWait is how long to wait for another server to let go of the file, as at
// a restart.
const lockWait = 3 * time.Second

// batchDelay is how long a write waits for others to share its fsync. After a
// restart thousands of clients come back at once.
const batchDelay = 2 * time.Millisecond

// mapped is how large a file may get before a write that makes it grow has to
// wait for those who read, as a backup that is slow to be taken away: more than
// 100,000 names need. It is address space, not memory. On Windows it would be
// the file's size.
const mapped = 256 << 20

// growth is by how much the file is made larger.
const growth = 1 << 20

// Open opens or makes the store at path, a bbolt file. One with an older layout
// is brought up to date, and a copy of the file as it was stays beside it. The
// error is [ErrLocked] or a sentence that says what to do; the file is then as
// it was.
func Open(path string) (*Store, error) {
	size := mapped
	if runtime.GOOS == "windows" {
		size = 0
	}
	_, statErr := os.Stat(path)
	fresh := errors.Is(statErr, os.ErrNotExist)
	db, err := openFile(path, bbolt.Options{InitialMmapSize: size, Timeout: lockWait})
	if err != nil {
		if fresh && !errors.Is(err, ErrLocked) {
			_ = os.Remove(path) // half made, as on a full disk
		}
		return nil, err
	}
	db.MaxBatchDelay = batchDelay
	db.AllocSize = growth
	if err := prepare(db); err != nil {
		return nil, errors.Join(explain(path, err), db.Close())
	}
	return New(&bolt{db}), nil
}

// leastSize is of the two pages that bbolt begins with.
const leastSize = 2 * 4096

// openFile opens a bbolt file and sees that it is whole, before anything is
// written to it.
func openFile(path string, options bbolt.Options) (db *bbolt.DB, err error) {
	if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() &&
		info.Size() < leastSize && (info.Size() != 0 || options.ReadOnly) {
		return nil, explain(path, fmt.Errorf("%w: it is cut off", errDamaged))
	}
	var file *os.File // which bbolt leaves open, and locked, when it panics
	options.OpenFile = func(name string, flag int, mode os.FileMode) (f *os.File, err error) {
		file, err = os.OpenFile(name, flag, mode)
		return file, err
	}
	err = recovered(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &options)
		return err
	})
	if err != nil {
		if file != nil {
			_ = file.Close()
		}
		return nil, explain(path, err)
	}
	if err := recovered(func() error { return db.View(inspect) }); err != nil {
		return nil, explain(path, errors.Join(err, db.Close()))
	}
	return db, nil
}

// recovered calls f and makes an error of a panic: bbolt does so at many kinds
// of damage, and reading beyond the end of a mapped file does.
func recovered(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("%w: %v", errDamaged, reason)
		}
	}()
	return f()
}

// inspect sees that the file is not cut off, and reads every page in use. It
// does so itself because bbolt's own check does it in a goroutine, where a
// fault ends the program.
func inspect(tx *bbolt.Tx) error {
	if info, err := os.Stat(tx.DB().Path()); err != nil || info.Size() < tx.Size() {
		return fmt.Errorf("%w: it is cut off", errDamaged)
	}
	return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
		var last []byte
		return b.ForEach(func(key, value []byte) error {
			if bytes.Compare(last, key) >= 0 {
				return fmt.Errorf("%w: a key is out of order", errDamaged)
			}
			last = key
			_ = bytes.IndexByte(value, 0) // reads all of it
			return nil
		})
	})
}
