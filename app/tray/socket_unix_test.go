//go:build !windows

package tray

import (
	"net"
	"path/filepath"
	"testing"
)

// newSocket is where an agent may listen.
func newSocket(t *testing.T) string { return filepath.Join(t.TempDir(), "agent.sock") }

func listen(socket string) (net.Listener, error) { return net.Listen("unix", socket) }
