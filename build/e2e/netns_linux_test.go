package e2e

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"
)

// computer is a network of its own, like another computer's, in the kernel of
// this one. It is gone when its file is closed and its programs have ended.
type computer struct {
	t     *testing.T
	space *os.File
	addr  string // its address on the cable
	end   string // of the cable, a device in it
}

// Addresses that RFC 5737 keeps for examples: no real network has them.
const (
	serverAddr = "192.0.2.1"
	sharerAddr = "192.0.2.2"
)

// twoComputers returns two with a cable between them.
func twoComputers(t *testing.T) (server, sharer *computer) {
	t.Helper()
	ip := need(t, "ip")
	if os.Getuid() != 0 {
		t.Skip("only root can make networks")
	}
	server, sharer = newComputer(t, serverAddr, "server"), newComputer(t, sharerAddr, "sharer")
	server.run(ip, "link", "add", server.end, "type", "veth", "peer", "name", sharer.end, "netns", sharer.path())
	for _, c := range []*computer{server, sharer} {
		c.run(ip, "address", "add", c.addr+"/24", "dev", c.end)
		c.run(ip, "link", "set", "lo", "up")
		c.run(ip, "link", "set", c.end, "up")
	}
	return server, sharer
}

func newComputer(t *testing.T, addr, end string) *computer {
	t.Helper()
	c := &computer{t: t, addr: addr, end: end}
	var err error
	refused := onThread(func() error { return unix.Unshare(unix.CLONE_NEWNET) }, func() {
		c.space, err = os.Open(threadSpace())
	})
	if refused != nil {
		t.Skipf("no networks can be made here: %v", refused)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.space.Close() })
	return c
}

func threadSpace() string { return fmt.Sprintf("/proc/self/task/%d/ns/net", unix.Gettid()) }

// path is where a program that we start finds the network.
func (c *computer) path() string { return fmt.Sprintf("/proc/%d/fd/%d", os.Getpid(), c.space.Fd()) }

// inside calls f in c: the sockets that it makes and the programs that it
// starts belong to c from then on.
func (c *computer) inside(f func()) {
	c.t.Helper()
	if err := c.enter(f); err != nil {
		c.t.Fatal(err)
	}
}

func (c *computer) enter(f func()) error {
	return onThread(func() error { return unix.Setns(int(c.space.Fd()), unix.CLONE_NEWNET) }, f)
}

// onThread calls f on a thread that move has taken elsewhere, and brings the
// thread back. It returns move's error, without calling f then.
func onThread(move func() error, f func()) error {
	runtime.LockOSThread()
	home, err := os.Open(threadSpace())
	if err != nil {
		return err
	}
	defer home.Close()
	if err := move(); err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer func() {
		// A thread that can't come back stays locked, and ends with its goroutine.
		if unix.Setns(int(home.Fd()), unix.CLONE_NEWNET) == nil {
			runtime.UnlockOSThread()
		}
	}()
	f()
	return nil
}

func (c *computer) run(path string, args ...string) {
	c.t.Helper()
	c.inside(func() { mustCall(c.t, path, args...) })
}

// start is start in c.
func (c *computer) start(cmd *exec.Cmd) (p *process) {
	c.t.Helper()
	c.inside(func() { p = start(c.t, cmd) })
	return p
}

// app is app in c.
func (c *computer) app(h http.Handler) (addr net.Addr) {
	c.t.Helper()
	c.inside(func() { addr = app(c.t, h) })
	return addr
}

// dial is for a visitor in c.
func (c *computer) dial(addr string) func(ctx context.Context, _, _ string) (net.Conn, error) {
	return func(ctx context.Context, _, _ string) (conn net.Conn, err error) {
		refused := c.enter(func() { conn, err = new(net.Dialer).DialContext(ctx, "tcp", addr) })
		return conn, errors.Join(refused, err)
	}
}
