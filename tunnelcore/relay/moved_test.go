package relay_test

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/relay"
)

// Who counts bytes hears of them while they pass, and can end it.
func TestJoinTellsWhatMoved(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		visitor, v := net.Pipe()
		app, a := net.Pipe()
		defer visitor.Close()
		defer app.Close()
		var told []int64
		limits := relay.Limits{Moved: func(n int64) bool {
			told = append(told, n)
			return len(told) < 3
		}}
		var sending sync.WaitGroup
		defer sending.Wait()
		sending.Go(func() {
			go func() { _, _ = io.Copy(io.Discard, app) }()
			go func() { _, _ = io.Copy(io.Discard, visitor) }()
			time.Sleep(time.Second) // between two looks of the relay, not at one
			for _, n := range []int64{10, 20, 30, 40} {
				_, _ = visitor.Write(make([]byte, n))
				_, _ = app.Write([]byte{1})
				time.Sleep(time.Minute)
			}
		})
		_, err := relay.Join(oneWayEnd{relay.Wrap(v)}, oneWayEnd{relay.Wrap(a)}, limits)
		if !errors.Is(err, relay.ErrTooMuch) {
			t.Errorf("Join = %v", err)
		}
		if len(told) != 3 || told[0] != 11 || told[1] != 21 || told[2] != 31 {
			t.Errorf("told of %v bytes", told)
		}
	})
}

func TestJoinTellsTheRestAtTheEnd(t *testing.T) {
	var told int64
	visitor, app, done := start(t, tcpPair, relay.Limits{Moved: func(n int64) bool { told += n; return false }})
	_, _ = visitor.Write(make([]byte, 1000))
	_ = visitor.(*net.TCPConn).CloseWrite()
	_, _ = io.Copy(io.Discard, app)
	app.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if told != 1000 {
		t.Errorf("told of %d bytes", told)
	}
}
