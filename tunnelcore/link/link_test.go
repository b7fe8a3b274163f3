package link_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"gotunnel/tunnelcore/link"
	"gotunnel/tunnelcore/relay"
	"gotunnel/tunnelcore/wire"
)

// rawPair is a connected pair of TCP connections.
func rawPair(t testing.TB) (near, far net.Conn) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	near, err = net.Dial("tcp", ln.Addr().String())
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

// securePair is a client's and a server's end of TLS over a pair.
func securePair(t testing.TB, client, server net.Conn) (*link.Secure, *link.Secure) {
	t.Helper()
	c := link.Client(client, &tls.Config{InsecureSkipVerify: true}) //nolint:gosec // a test
	s := link.Server(server, nil, &tls.Config{Certificates: []tls.Certificate{testCert(t)}})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.HandshakeContext(context.Background()); err != nil {
			t.Errorf("server handshake: %v", err)
		}
	})
	if err := c.HandshakeContext(context.Background()); err != nil {
		t.Fatal(err)
	}
	wg.Wait()
	return c, s
}

func connPair(t testing.TB) (client, server *link.Conn) {
	t.Helper()
	near, far := rawPair(t)
	c, s := securePair(t, near, far)
	return link.New(c), link.New(s)
}

func open(i int) wire.Open {
	return wire.Open{Tunnel: fmt.Sprint(i), Visitor: fmt.Sprintf("192.0.2.1:%d", i+1)}
}

// openBoth opens a stream and returns both ends.
func openBoth(t testing.TB, client, server *link.Conn, i int, first []byte) (cs, ss *link.Stream) {
	t.Helper()
	ss, err := server.Open(open(i), first)
	if err != nil {
		t.Fatal(err)
	}
	got, cs, err := client.Accept()
	if err != nil {
		t.Fatal(err)
	}
	if got != open(i) {
		t.Fatalf("accepted %+v, want %+v", got, open(i))
	}
	return cs, ss
}

// finishBoth ends both ends and checks that the connection can be used again.
func finishBoth(t testing.TB, cs, ss *link.Stream) {
	t.Helper()
	reusable := make(chan bool)
	go func() { reusable <- cs.Finish() }()
	if !ss.Finish() || !<-reusable {
		t.Fatal("the connection can't be used again")
	}
}

// Every visitor on a connection that is used again gets his own bytes and
// nobody else's, in both directions, whatever their sizes.
func TestStreamsFollowEachOtherOnOneConnection(t *testing.T) {
	client, server := connPair(t)
	rnd := rand.New(rand.NewPCG(1, 2))
	sizes := []int{0, 1, 3, 100, 16 << 10, 64<<10 - 4, 64 << 10, 200 << 10}
	for i := range 100 {
		up := random(rnd, sizes[rnd.IntN(len(sizes))])
		down := random(rnd, sizes[rnd.IntN(len(sizes))])
		first := up[:rnd.IntN(len(up)+1)]
		cs, ss := openBoth(t, client, server, i, first)
		if got := cs.RemoteAddr().String(); got != open(i).Visitor {
			t.Fatalf("visitor %s, want %s", got, open(i).Visitor)
		}
		var wg sync.WaitGroup
		wg.Go(func() { sendAll(t, ss, up[len(first):]) })
		wg.Go(func() { sendAll(t, cs, down) })
		wg.Go(func() { wantAll(t, fmt.Sprint("up ", i), cs, up) })
		wantAll(t, fmt.Sprint("down ", i), ss, down)
		wg.Wait()
		finishBoth(t, cs, ss)
		if !server.Alive() {
			t.Fatalf("after stream %d the idle connection is not alive", i)
		}
	}
}

func random(rnd *rand.Rand, n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(rnd.Uint32())
	}
	return p
}

func sendAll(t testing.TB, s *link.Stream, p []byte) {
	if _, err := s.Write(p); err != nil {
		t.Errorf("write: %v", err)
	}
	if err := s.CloseWrite(); err != nil {
		t.Errorf("close write: %v", err)
	}
}

func wantAll(t testing.TB, what string, s *link.Stream, want []byte) {
	got, err := io.ReadAll(s)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: read %d bytes, %v; want %d", what, len(got), err, len(want))
	}
}

func TestCloseWakesABlockedRead(t *testing.T) {
	client, server := connPair(t)
	cs, ss := openBoth(t, client, server, 0, nil)
	result := make(chan error)
	go func() {
		_, err := cs.Read(make([]byte, 1))
		result <- err
	}()
	if err := cs.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-result; !errors.Is(err, net.ErrClosed) {
		t.Fatalf("Read = %v, want net.ErrClosed", err)
	}
	finishBoth(t, cs, ss)
}

// An HTTP server closes when it has answered, whatever the visitor still
// sends: the rest must not reach the next visitor.
func TestCloseDropsWhatWasNotRead(t *testing.T) {
	client, server := connPair(t)
	cs, ss := openBoth(t, client, server, 0, []byte("unread"))
	if err := cs.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := ss.Write(make([]byte, 100<<10)); err != nil {
		t.Fatal(err)
	}
	finishBoth(t, cs, ss)
	cs, ss = openBoth(t, client, server, 1, []byte("next"))
	if err := ss.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	wantAll(t, "next visitor", cs, []byte("next"))
	finishBoth(t, cs, ss)
}

func TestCloseDoesNotWaitForMuch(t *testing.T) {
	client, server := connPair(t)
	cs, ss := openBoth(t, client, server, 0, nil)
	go func() {
		for {
			if _, err := ss.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
	}()
	if cs.Finish() {
		t.Fatal("the connection counts as reusable with megabytes still to come")
	}
}

// A stream that failed must not look like one that ended.
func TestAbortIsNoEnd(t *testing.T) {
	client, server := connPair(t)
	cs, ss := openBoth(t, client, server, 0, nil)
	if _, err := cs.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(ss, make([]byte, 4)); err != nil {
		t.Fatal(err)
	}
	cs.Abort()
	if _, err := ss.Read(make([]byte, 1)); err == nil || errors.Is(err, io.EOF) {
		t.Fatalf("Read = %v, want an error that is not EOF", err)
	}
	if ss.Finish() {
		t.Fatal("a broken connection counts as reusable")
	}
}

func TestReadGoesOnAfterItsDeadline(t *testing.T) {
	client, server := connPair(t)
	cs, ss := openBoth(t, client, server, 0, nil)
	if err := cs.SetReadDeadline(time.Unix(1, 0)); err != nil {
		t.Fatal(err)
	}
	if _, err := cs.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatalf("Read = %v, want a timeout", err)
	}
	if err := cs.SetReadDeadline(time.Time{}); err != nil {
		t.Fatal(err)
	}
	sendAll(t, ss, []byte("after"))
	wantAll(t, "after", cs, []byte("after"))
	finishBoth(t, cs, ss)
}

func TestAliveSeesAnEnd(t *testing.T) {
	client, server := connPair(t)
	if !server.Alive() {
		t.Fatal("a new connection is not alive")
	}
	client.Close()
	if _, _, err := client.Accept(); err == nil {
		t.Fatal("Accept on a closed connection")
	}
	// The FIN has arrived when the server can read it.
	if _, _, err := server.Accept(); !errors.Is(err, io.EOF) {
		t.Fatalf("Accept = %v, want EOF", err)
	}
	if server.Alive() && runtime.GOOS != "windows" { // where there is no telling
		t.Fatal("a closed connection is alive")
	}
}

// The relay is the way streams are used: bulk through both ends.
func TestRelayOverALink(t *testing.T) {
	client, server := connPair(t)
	for i := range 3 {
		visitor, v := rawPair(t)
		app, a := rawPair(t)
		cs, ss := openBoth(t, client, server, i, nil)
		var wg sync.WaitGroup
		join := func(conn net.Conn, s *link.Stream) {
			if _, err := relay.Join(relay.Wrap(conn), s, relay.DefaultLimits); err != nil {
				t.Errorf("Join = %v", err)
			}
			conn.Close()
		}
		wg.Go(func() { join(v, ss) })
		wg.Go(func() { join(a, cs) })
		down := random(rand.New(rand.NewPCG(3, uint64(i))), 9<<20)
		wg.Go(func() {
			_, _ = app.Write(down)
			_ = relay.CloseWrite(app)
		})
		got, err := io.ReadAll(visitor)
		if err != nil || !bytes.Equal(got, down) {
			t.Fatalf("visitor read %d bytes, %v", len(got), err)
		}
		_ = relay.CloseWrite(visitor)
		wg.Wait()
		finishBoth(t, cs, ss)
	}
}
