package e2e

import (
	"net"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
)

// Ports for programs that can't choose a free one themselves. They are below
// the range from which systems take ports for connections, so that nobody gets
// one between our look and their start; and runs side by side start elsewhere.
var lastPort atomic.Int64

func init() { lastPort.Store(int64(20000 + os.Getpid()%1000*10)) }

// freePort returns a port on 127.0.0.1 that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	return strconv.Itoa(freePorts(t, 1))
}

// freePorts returns the first of n free ports in a row.
func freePorts(t *testing.T, n int) int {
	t.Helper()
	for range 100 {
		first := int(lastPort.Add(int64(n))) - n
		if allFree(first, n) {
			return first
		}
	}
	t.Fatal("no free ports")
	return 0
}

func allFree(first, n int) bool {
	for port := first; port < first+n; port++ {
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err != nil {
			return false
		}
		l.Close()
	}
	return true
}
