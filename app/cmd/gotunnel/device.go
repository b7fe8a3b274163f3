package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"gotunnel/app/folders"
)

// keySize is the length of the device's key in bytes.
const keySize = 32

// deviceKey is this computer's secret, under which servers hold its names. It
// is made when there is none. A damaged one is an error and not replaced:
// with a new one the names would be lost.
func deviceKey() (key [keySize]byte, err error) {
	dir, err := folders.State()
	if err != nil {
		return key, fmt.Errorf("there is no place for this computer's key: %w", err)
	}
	file := filepath.Join(dir, "device.key")
	key, err = readKey(file)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := makeKey(dir, file); err != nil {
		return key, fmt.Errorf("this computer's key can't be stored: %w", err)
	}
	return readKey(file) // ours, or that of another first start
}

func readKey(file string) (key [keySize]byte, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return key, fmt.Errorf("this computer's key can't be read: %w", err)
	}
	if len(data) != keySize {
		return key, fmt.Errorf("this computer's key is damaged: %s has %d bytes instead of %d. Put back a copy, "+
			"or delete it for a new one; names that servers keep for this computer are then lost", file, len(data), keySize)
	}
	return [keySize]byte(data), nil
}

// makeKey puts a whole key in place at once, and leaves one that another
// process put there first.
func makeKey(dir, file string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := os.CreateTemp(dir, "device-*.key") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(temp.Name())
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // crypto/rand does not fail
	_, err = temp.Write(key)
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	err = os.Link(temp.Name(), file)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return nil
	}
	return os.Rename(temp.Name(), file) // a file system without links
}
