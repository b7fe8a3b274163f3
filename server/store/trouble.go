package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrLocked means that another server has the file open.
var ErrLocked = errors.New("another gotunneld uses this data folder: stop it, or give this one its own with --data")

// errDamaged is within the error for a file that is not whole.
var errDamaged = errors.New("its pages do not fit together")

// restoreHint ends sentences about what is damaged.
const restoreHint = "bring back a backup with gotunneld restore FILE, which keeps the damaged file beside it"

// explain makes a sentence that says what to do of what went wrong with the
// file at path.
func explain(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrLocked
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return fmt.Errorf("the disk with the store %s is full (%w): make room on it; what was stored before is kept", path, err)
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fmt.Errorf("the store %s can't be written (%w): "+
			"let user %d write that file and its folder, or take another folder with --data", path, err, os.Getuid())
	case damaged(err):
		return fmt.Errorf("the store %s is damaged (%w): %s", path, err, restoreHint)
	}
	return fmt.Errorf("the store %s: %w", path, err)
}

func damaged(err error) bool {
	for _, sign := range []error{
		errDamaged, bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch, bolterrors.ErrInvalidMapping,
	} {
		if errors.Is(err, sign) {
			return true
		}
	}
	return false
}
