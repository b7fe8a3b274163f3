//go:build !linux && !(freebsd && cgo) && !(dragonfly && cgo) && !netbsd && !openbsd

package keychain

import (
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

func reachable() error { return nil }

func explain(err error) error {
	switch {
	case err == nil || errors.Is(err, keyring.ErrNotFound):
		return err
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return ErrNone
	}
	return fmt.Errorf("the password store failed: %w", err)
}
