//go:build !windows

package wholefile

import "os"

func move(from, to string) error { return os.Rename(from, to) }
