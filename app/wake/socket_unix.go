//go:build linux || darwin

package wake

import (
	"context"
	"os"

	"golang.org/x/sys/unix"
)

// readSocket tells of every message of a socket of the kernel, which it closes.
func readSocket(ctx context.Context, fd int, tell func(string)) error {
	if err := unix.SetNonblock(fd, true); err != nil {
		_ = unix.Close(fd)
		return err
	}
	file := os.NewFile(uintptr(fd), "network changes")
	defer file.Close()
	defer context.AfterFunc(ctx, func() { _ = file.Close() })()
	message := make([]byte, 64<<10) // what they say is of no interest
	for {
		if _, err := file.Read(message); err != nil {
			return err
		}
		tell("the network changed")
	}
}
