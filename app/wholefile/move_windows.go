package wholefile

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

const (
	// patience is how long others may have the file open: our own programs read it
	// within a moment, and so do virus scanners. The go command waits as long.
	patience = 2 * time.Second
	pause    = 10 * time.Millisecond
)

// move waits until nobody has the file open, since Windows replaces no file that
// somebody reads.
func move(from, to string) error {
	again := time.NewTicker(pause)
	defer again.Stop()
	for late := time.Now().Add(patience); ; <-again.C {
		err := os.Rename(from, to)
		busy := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !busy || time.Now().After(late) {
			return err
		}
	}
}
