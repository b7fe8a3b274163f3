//go:build unix

package autostart

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// maxFile is above any such file; ours have some hundred bytes.
const maxFile = 64 << 10

func readFile(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return "", fmt.Errorf("what starts at sign-in can't be read: %w", err)
	}
	return string(text), nil
}

// writeFile puts a file in place, whole or not at all.
func writeFile(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	temp, err := os.CreateTemp(filepath.Dir(name), ".gotunnel-*")
	if err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.WriteString(text)
	if err := errors.Join(cmp.Or(err, temp.Chmod(0o644), temp.Sync()), temp.Close()); err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return fmt.Errorf("start at sign-in can't be switched on: %w", err)
	}
	return nil
}

func removeFile(name string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("start at sign-in can't be switched off: %w", err)
	}
	return nil
}
