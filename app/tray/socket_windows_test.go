package tray

import (
	"crypto/rand"
	"net"
	"testing"

	"github.com/Microsoft/go-winio"
	"golang.org/x/sys/windows"
)

// newSocket is where an agent may listen.
func newSocket(*testing.T) string { return `\\.\pipe\gotunnel-test-` + rand.Text() }

// listen makes a pipe of this person's own, or no client speaks to it.
func listen(socket string) (net.Listener, error) {
	me, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return nil, err
	}
	return winio.ListenPipe(socket, &winio.PipeConfig{SecurityDescriptor: "O:" + me.User.Sid.String()})
}
