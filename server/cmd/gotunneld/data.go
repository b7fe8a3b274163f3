package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// defaultData is systemd's folder for this service, else the usual one: of the
// system for root, of the user for others. It is empty when there is no home.
func defaultData() string {
	// With several, the first; systemd puts colons between them.
	if dir, _, _ := strings.Cut(os.Getenv("STATE_DIRECTORY"), ":"); dir != "" {
		return dir
	}
	if os.Geteuid() == 0 {
		return "/var/lib/gotunneld"
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) { // relative ones are to be ignored, says XDG
		return filepath.Join(dir, "gotunneld")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(home, ".local", "state", "gotunneld")
}

// prepareData makes the folder if need be, and sees that it can be written,
// which no other error later says as clearly.
func prepareData(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made (%w): choose another with --data", err)
	}
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return fmt.Errorf("the data folder can't be written to (%w): choose another with --data", err)
	}
	f.Close()
	return os.Remove(f.Name())
}
