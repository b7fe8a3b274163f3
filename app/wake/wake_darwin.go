package wake

import (
	"context"

	"golang.org/x/sys/unix"
)

// sources are what tells on this system, each until ctx ends. Of sleep only the
// clock tells, and the network that is there again.
var sources = map[string]func(ctx context.Context, tell func(string)) error{"route": watchRoute}

// watchRoute hears of addresses and routes from the kernel, route(4).
func watchRoute(ctx context.Context, tell func(string)) error {
	fd, err := unix.Socket(unix.AF_ROUTE, unix.SOCK_RAW, 0)
	if err != nil {
		return err
	}
	unix.CloseOnExec(fd)
	return readSocket(ctx, fd, tell)
}
