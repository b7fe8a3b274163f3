// Package wholefile writes files so that whoever reads one, also after a crash,
// finds what it was before or all of what it is to be:
//
//	err := wholefile.Write(name, data, 0o600)
//	data, err := wholefile.Read(name, most)
//
// It does not lock: of two who write at once the last one wins.
package wholefile

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Read reads a file, and at most so many bytes of it: somebody else may have put it
// there.
func Read(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// Write writes a file beside its place and then moves it there. The folder is
// made, for this person alone, if it is not there.
func Write(name string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".new-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(data)
	if err := errors.Join(cmp.Or(err, temp.Chmod(mode), temp.Sync()), temp.Close()); err != nil {
		return err
	}
	return move(temp.Name(), name)
}
