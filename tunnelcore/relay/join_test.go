package relay_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"gotunnel/tunnelcore/relay"
)

// pair is a connected pair of one kind of connection.
type pair func(t *testing.T) (near, far net.Conn)

func tcpPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	return dialPair(t, "tcp", "127.0.0.1:0")
}

func unixPair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	return dialPair(t, "unix", t.TempDir()+"/s")
}

func dialPair(t *testing.T, network, addr string) (near, far net.Conn) {
	t.Helper()
	ln, err := net.Listen(network, addr)
	if err != nil && network == "unix" && runtime.GOOS == "windows" {
		t.Skip("not every Windows has these sockets: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	near, err = net.Dial(network, ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err = ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

var transports = map[string]pair{"tcp": tcpPair, "unix": unixPair}

// start joins two pairs and returns the outer ends and the relay's outcome.
func start(t *testing.T, p pair, limits relay.Limits) (visitor, app net.Conn, done <-chan error) {
	t.Helper()
	visitor, v := p(t)
	app, a := p(t)
	result := make(chan error, 1)
	go func() {
		_, err := relay.Join(relay.Wrap(v), relay.Wrap(a), limits)
		v.Close()
		a.Close()
		result <- err
	}()
	return visitor, app, result
}

func TestJoinMovesEveryByteBothWaysAtOnce(t *testing.T) {
	sizes := map[string]int{"nothing": 0, "a byte": 1, "a buffer": relay.BufferSize, "enough to splice": 24 << 20}
	for transport, p := range transports {
		for name, size := range sizes {
			t.Run(transport+"/"+name, func(t *testing.T) {
				t.Parallel()
				visitor, app, done := start(t, p, relay.DefaultLimits)
				up := send(visitor, 1, size)
				down := send(app, 2, size)
				wantSum(t, "up", app, <-up)
				wantSum(t, "down", visitor, <-down)
				if err := <-done; err != nil {
					t.Fatalf("Join = %v", err)
				}
			})
		}
	}
}

// send writes size pseudo-random bytes, half-closes, and gives their hash.
func send(conn net.Conn, seed byte, size int) <-chan [32]byte {
	sum := make(chan [32]byte, 1)
	h := sha256.New()
	src := io.LimitReader(rand.NewChaCha8([32]byte{seed}), int64(size))
	// The hash is known before the last byte arrives only if it is made first.
	data, _ := io.ReadAll(src)
	h.Write(data)
	sum <- [32]byte(h.Sum(nil))
	go func() {
		_, _ = io.Copy(conn, bytes.NewReader(data))
		_ = relay.CloseWrite(conn)
	}()
	return sum
}

func wantSum(t *testing.T, what string, conn net.Conn, want [32]byte) {
	t.Helper()
	h := sha256.New()
	if _, err := io.Copy(h, conn); err != nil {
		t.Errorf("%s: %v", what, err)
	}
	if [32]byte(h.Sum(nil)) != want {
		t.Errorf("%s: other bytes arrived than were sent", what)
	}
}

func TestJoinHalfCloseLeavesTheOtherDirectionOpen(t *testing.T) {
	for transport, p := range transports {
		t.Run(transport, func(t *testing.T) {
			visitor, app, done := start(t, p, relay.DefaultLimits)
			if err := relay.CloseWrite(visitor); err != nil {
				t.Fatal(err)
			}
			if _, err := app.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Fatalf("the app reads %v, want EOF", err)
			}
			if _, err := app.Write([]byte("late answer")); err != nil {
				t.Fatal(err)
			}
			app.Close()
			if got, err := io.ReadAll(visitor); err != nil || string(got) != "late answer" {
				t.Fatalf("the visitor reads %q, %v", got, err)
			}
			if err := <-done; err != nil {
				t.Fatalf("Join = %v", err)
			}
		})
	}
}

func TestJoinPassesAResetOn(t *testing.T) {
	visitor, app, done := start(t, tcpPair, relay.DefaultLimits)
	if _, err := app.Write([]byte("half an ans")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(visitor, make([]byte, len("half an ans"))); err != nil {
		t.Fatal(err)
	}
	relay.Abort(app)
	if err := <-done; err == nil {
		t.Fatal("Join = nil after a reset")
	}
	if _, err := visitor.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
		t.Fatalf("the visitor reads %v, want a reset: a broken answer must not look finished", err)
	}
}

func TestJoinGivesUpWhatStandsStill(t *testing.T) {
	limits := relay.Limits{Idle: time.Hour, Stall: time.Minute, HalfClosed: 30 * time.Second}
	tests := map[string]struct {
		do   func(visitor, app net.Conn)
		want error
		at   time.Duration
	}{
		"idle":        {func(_, _ net.Conn) {}, relay.ErrIdle, time.Hour},
		"stalled":     {func(visitor, _ net.Conn) { _, _ = visitor.Write(make([]byte, 10)) }, relay.ErrStalled, time.Minute},
		"half closed": {func(visitor, _ net.Conn) { visitor.Close() }, relay.ErrHalfClosed, 30 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				visitor, v := net.Pipe()
				app, a := net.Pipe()
				defer app.Close()
				defer visitor.Close()
				go tt.do(visitor, app)
				began := time.Now()
				_, err := relay.Join(oneWayEnd{relay.Wrap(v)}, oneWayEnd{relay.Wrap(a)}, limits)
				if !errors.Is(err, tt.want) {
					t.Fatalf("Join = %v, want %v", err, tt.want)
				}
				if took := time.Since(began); took < tt.at || took > tt.at+tt.at/2 {
					t.Errorf("gave up after %v, want about %v", took, tt.at)
				}
			})
		})
	}
}

// A long silence is no part of what comes after it.
func TestJoinGivesTimeAfterASilence(t *testing.T) {
	limits := relay.Limits{Idle: 2 * time.Hour, Stall: time.Minute, HalfClosed: time.Minute}
	tests := map[string]func(t *testing.T, visitor, app net.Conn){
		"a slow write": func(t *testing.T, visitor, app net.Conn) {
			go func() { _, _ = visitor.Write([]byte("hello")) }()
			time.Sleep(50 * time.Second)
			if _, err := io.ReadFull(app, make([]byte, 5)); err != nil {
				t.Errorf("the app reads: %v", err)
			}
		},
		"an answer after the visitor's end": func(t *testing.T, visitor, app net.Conn) {
			_ = relay.CloseWrite(visitor)
			time.Sleep(50 * time.Second)
			if _, err := app.Write([]byte("hello")); err != nil {
				t.Errorf("the app writes: %v", err)
			}
			if _, err := io.ReadFull(visitor, make([]byte, 5)); err != nil {
				t.Errorf("the visitor reads: %v", err)
			}
		},
	}
	for name, do := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				visitor, v := pipePair()
				app, a := pipePair()
				done := make(chan error, 1)
				go func() {
					_, err := relay.Join(relay.Wrap(v), relay.Wrap(a), limits)
					v.Close()
					a.Close()
					done <- err
				}()
				time.Sleep(time.Hour + time.Second)
				do(t, visitor, app)
				visitor.Close()
				app.Close()
				if err := <-done; errors.Is(err, relay.ErrStalled) || errors.Is(err, relay.ErrHalfClosed) {
					t.Errorf("Join = %v", err)
				}
			})
		})
	}
}

// halves is an end of a connection in memory that can be half-closed.
type halves struct {
	net.Conn // reads
	out      net.Conn
}

func pipePair() (near, far net.Conn) {
	nearIn, farOut := net.Pipe()
	farIn, nearOut := net.Pipe()
	return &halves{nearIn, nearOut}, &halves{farIn, farOut}
}

func (h *halves) Write(p []byte) (int, error) { return h.out.Write(p) }
func (h *halves) CloseWrite() error           { return h.out.Close() }
func (h *halves) Close() error                { return errors.Join(h.out.Close(), h.Conn.Close()) }

// oneWayEnd keeps a pipe, which can't be half-closed, open on CloseWrite.
type oneWayEnd struct{ relay.End }

func (oneWayEnd) CloseWrite() error { return nil }
