// Package freeport finds TCP ports of 127.0.0.1 for tests: for programs that can't
// choose one themselves, for what is to come back at the port that it had, and for
// where nobody listens.
//
// They are below the ranges from which systems give ports to who asks for any
// (32768 and up on Linux, 49152 on others), so that nobody else of a busy test run
// gets one meanwhile.
package freeport

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
)

// The ports are from first to first+count.
const first, count = 20000, 12000

var (
	mu    sync.Mutex
	taken = map[int]bool{} // by this program
)

// Address is "127.0.0.1:port".
func Address(t testing.TB) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(Take(t)))
}

// Take returns a port on which nobody listens.
func Take(t testing.TB) int {
	t.Helper()
	return Row(t, 1)
}

// Row returns the first of n such ports in a row.
func Row(t testing.TB, n int) int {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	for range 1000 {
		at := first + rand.N(count-n)
		if allFree(at, n) {
			for port := at; port < at+n; port++ {
				taken[port] = true
			}
			return at
		}
	}
	t.Fatalf("no %d free ports in a row", n)
	return 0
}

func allFree(at, n int) bool {
	for port := at; port < at+n; port++ {
		if taken[port] || !IsFree(port) {
			return false
		}
	}
	return true
}

// IsFree reports whether nobody listens on a port.
func IsFree(port int) bool {
	ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	_ = ln.Close()
	return true
}
