package certs

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
)

// File is the name of the server's own certificate in its data folder. It holds
// the key too: one file can be written, and lost, only as a whole.
const File = "link.pem"

// Self returns the certificate in dir, and on the first start makes one: a
// P-256 key, self-signed, with no end. Clients know it by its key ([Pin]), so a
// file that is there but is damaged, or that others may read, is an error and
// stays as it is. Dir must exist. Of several callers at once, all get the same
// certificate.
func Self(dir string) (tls.Certificate, error) {
	cert, err := Saved(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return cert, err
	}
	data, err := generate()
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("making a key: %w", err)
	}
	if err := writeNew(filepath.Join(dir, File), data); err != nil {
		return tls.Certificate{}, fmt.Errorf("saving the server's key: %w", err)
	}
	return Saved(dir)
}

// Saved returns the certificate that [Self] left in dir. When there is none it
// returns an error that is [fs.ErrNotExist].
func Saved(dir string) (tls.Certificate, error) {
	path := filepath.Join(dir, File)
	data, err := os.ReadFile(path)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("reading the server's key: %w", err)
	}
	if err := private(path); err != nil {
		return tls.Certificate{}, err
	}
	cert, err := parse(data, data)
	if err != nil {
		return tls.Certificate{}, fmt.Errorf("%s is damaged (%w): restore it from a backup, "+
			"or move it away to get a new key, whose pin every client must then be given", path, err)
	}
	return cert, nil
}

// private refuses a key that everyone on this computer may read. A group may:
// containers' volumes are often given to one.
func private(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("reading the server's key: %w", err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm()&0o007 != 0 {
		return fmt.Errorf("%s holds the server's key and is open to everyone on this computer (mode %04o): "+
			"run chmod 600 on it", path, info.Mode().Perm())
	}
	return nil
}
