//go:build unix

package autostart

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"gotunnel/app/wholefile"
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
	if err := wholefile.Write(name, []byte(text), 0o644); err != nil {
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
