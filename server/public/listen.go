package public

import (
	"context"
	"net"
)

// Listen opens a listener for Serve. Visitors' connections have keep-alive
// probes, which the kernel hands down from the listener; setting them on each
// connection would take four system calls a visitor. With deferred set,
// connections are accepted only when their first bytes are there, or after a
// second, where the kernel can do that: not for ports where the server may
// speak first.
func Listen(addr string, deferred bool) (net.Listener, error) {
	config := net.ListenConfig{KeepAlive: -1, Control: tuneListener(deferred)}
	return config.Listen(context.Background(), "tcp", addr)
}
