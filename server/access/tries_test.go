package access

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/wire"
)

var errGuess = refused(errBadToken, "wrong")

// guess tries once and tells whether it was looked at.
func (t *tries) guess(from string) bool {
	looked := false
	err := t.try(netip.MustParseAddr(from), func() error {
		looked = true
		runtime.Gosched() // others may try meanwhile
		return errGuess
	})
	if tell, _ := errors.AsType[wire.Error](err); !looked && (tell.Code != wire.CodeLimit || !tell.Retry) {
		panic(err)
	}
	return looked
}

func TestGuessingIsLimited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all tries
		count := func(from func(i int) string) (looked int) {
			for i := range 1000 {
				if all.guess(from(i)) {
					looked++
				}
			}
			return looked
		}
		one := func(addr string) func(int) string { return func(int) string { return addr } }
		cases := []struct {
			name string
			from func(i int) string
			want int
		}{
			{"one address", one("192.0.2.1"), 10},
			{"the same in IPv6", one("::ffff:192.0.2.1"), 0},
			{"its neighbour", one("192.0.2.2"), 10},
			{"addresses of one /64", func(i int) string { return fmt.Sprintf("2001:db8::%x:%x", i, i) }, 10},
			{"the /64 beside it", one("2001:db8:0:1::1"), 10},
		}
		for _, c := range cases {
			if n := count(c.from); n != c.want {
				t.Errorf("%s: %d of 1000 tries are looked at, want %d", c.name, n, c.want)
			}
		}
		time.Sleep(time.Minute - time.Nanosecond)
		if all.guess("192.0.2.1") {
			t.Error("before the minute is over")
		}
		time.Sleep(time.Nanosecond)
		if n := count(one("192.0.2.1")); n != 10 {
			t.Errorf("after a minute %d tries are looked at", n)
		}
	})
}

// Trying many times at once gains nothing.
func TestGuessingAtOnceIsLimited(t *testing.T) {
	var all tries
	var looked atomic.Int64
	var wg sync.WaitGroup
	for range 200 {
		wg.Go(func() {
			if all.guess("192.0.2.1") {
				looked.Add(1)
			}
		})
	}
	wg.Wait()
	if n := looked.Load(); n != maxFailures {
		t.Errorf("%d tries are looked at, want %d", n, maxFailures)
	}
}

// Who is let in, and who meets the server's own troubles, does not fail.
func TestOnlyFailuresCount(t *testing.T) {
	var all tries
	from := netip.MustParseAddr("192.0.2.1")
	for range 100 {
		for _, want := range []error{nil, context.Canceled, errors.New("disk full")} {
			if err := all.try(from, func() error { return want }); !errors.Is(err, want) {
				t.Fatalf("%v, want %v", err, want)
			}
		}
	}
	if len(all.addresses) != 0 {
		t.Errorf("%d addresses are kept", len(all.addresses))
	}
}

func TestTheTableOfFailuresIsBounded(t *testing.T) {
	var all tries
	for i := range 3 * maxAddresses {
		all.guess(fmt.Sprintf("10.%d.%d.%d", i>>16, i>>8&255, i&255))
		if n := len(all.addresses); n > maxAddresses {
			t.Fatalf("%d addresses are kept", n)
		}
	}
}
