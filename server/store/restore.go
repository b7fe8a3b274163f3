package store

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
)

// now is how long to wait for a lock that should not be there.
const now = time.Millisecond

// Restore makes the store at path what it was when backup was written. What is
// there now is kept beside it, at the path that is returned; empty: there was
// nothing. It returns [ErrLocked] while a server uses the store. On any error
// the store is as it was.
func Restore(backup, path string) (kept string, err error) {
	if err := unlocked(path); err != nil {
		return "", err
	}
	if err := validate(backup); err != nil {
		return "", err
	}
	fresh := besides(path, "restoring")
	if err := copyFile(backup, fresh); err != nil {
		return "", explain(path, err)
	}
	defer os.Remove(fresh) // nothing is there any more when all went well
	if _, err := os.Stat(path); err == nil {
		kept = besides(path, "replaced")
		if err := copyFile(path, kept); err != nil {
			return "", explain(path, err)
		}
	}
	if err := os.Rename(fresh, path); err != nil {
		return "", explain(path, err)
	}
	syncFolder(filepath.Dir(path))
	return kept, nil
}

// unlocked sees that no server uses the file at path, which may be damaged or
// not be there.
func unlocked(path string) error {
	if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	db, err := openFile(path, bbolt.Options{Timeout: now})
	if errors.Is(err, ErrLocked) {
		return err
	}
	if err == nil {
		return db.Close()
	}
	return nil // it may well be damaged, which is why it is replaced
}

// validate sees that path is a whole store that this version can use, and
// changes nothing.
func validate(path string) error {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("the backup can't be read: %w", err)
	}
	db, err := openFile(path, bbolt.Options{ReadOnly: true, Timeout: now})
	if errors.Is(err, ErrLocked) {
		return fmt.Errorf("%s is in use by a gotunneld, so it is no backup: take one with gotunneld backup FILE", path)
	}
	if damaged(err) {
		return fmt.Errorf("%s is not a whole backup of gotunneld (%w): take another one", path, errors.Unwrap(err))
	}
	if err != nil {
		return err
	}
	return errors.Join(db.View(func(tx *bbolt.Tx) error {
		have, err := schemaOf(tx)
		if err == nil && have == 0 {
			err = errors.New("it has nothing in it")
		}
		if err != nil {
			return fmt.Errorf("the backup %s can't be restored: %w", path, err)
		}
		return nil
	}), db.Close())
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	return writeNew(to, func(f *os.File) error {
		_, err := io.Copy(f, source)
		return err
	})
}

// syncFolder puts the names in a folder on disk, where the system can do that.
func syncFolder(path string) {
	if folder, err := os.Open(path); err == nil {
		_ = folder.Sync()
		_ = folder.Close()
	}
}
