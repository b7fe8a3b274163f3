// Package folders says where programs keep what is theirs on a person's
// computer:
//
//	dir, err := folders.State()
//
// It makes no folder: whoever writes the first file does.
package folders

import (
	"os"
	"path/filepath"
	"runtime"
)

// State is for what programs note for themselves: by the XDG base directory
// specification, or where macOS and Windows have it.
func State() (string, error) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return Config()
	}
	if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gotunnel"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "state", "gotunnel"), err
}

// Config is for what a person may want to take along to another computer.
func Config() (string, error) {
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "gotunnel"), err
}
