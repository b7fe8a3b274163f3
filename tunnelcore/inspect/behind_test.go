package inspect

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// While the recorder is stuck, what passes passes, and what it may hold is
// bounded. Afterwards it goes on.
func TestPathNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Recorder{}
		ours, theirs := net.Pipe()
		conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
		talk(t, conn, theirs, get1[1:], hello[1:])
		settle()

		r.mu.Lock() // the recorder is stuck
		talk(t, conn, theirs, get1[1:], hello[1:])
		long := bytes.Repeat([]byte("x"), 1<<20)
		for range 32 {
			talk(t, conn, theirs, "POST /long HTTP/1.1\r\nContent-Length: 1048576\r\n\r\n"+string(long), hello[1:])
		}
		if held := r.queue.held.Load() * blockSize; held > 2*maxLog || held < maxLog/2 {
			t.Errorf("%d bytes are held", held)
		}
		r.mu.Unlock()

		settle()
		talk(t, conn, theirs, get1[1:], hello[1:])
		_ = conn.Close()
		settle()
		list := told(r)
		if n := len(list); n < 4 || list[0] != hello1 || list[1] != hello1 || list[n-1] != hello1 {
			t.Errorf("got %q", list)
		}
		lost := r.Requests()[len(list)-2]
		if lost.State != Failed || lost.Note != note(errBehind) {
			t.Errorf("the request that was lost is %+v", lost)
		}
		if held := r.queue.held.Load(); held != 0 {
			t.Errorf("%d blocks are held afterwards", held)
		}
	})
}

// settle lets the queue have its look, in a bubble.
func settle() {
	time.Sleep(2 * lookAfter)
	synctest.Wait()
}

// talk sends a request and an answer through conn.
func talk(t *testing.T, conn, app net.Conn, request, answer string) {
	t.Helper()
	var wg sync.WaitGroup
	wg.Go(func() {
		_, _ = io.ReadFull(app, make([]byte, len(request)))
		_, _ = io.WriteString(app, answer)
	})
	if request != "" {
		if _, err := io.WriteString(conn, request); err != nil {
			t.Error(err)
		}
	}
	got := make([]byte, len(answer))
	if _, err := io.ReadFull(conn, got); err != nil || string(got) != answer {
		t.Errorf("got %q, %v", got, err)
	}
	wg.Wait()
}

// A log that gets long is looked at without waiting for the time to come.
func TestLongLogsAreUrgent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Recorder{}
		ours, theirs := net.Pipe()
		conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
		defer conn.Close()
		began := time.Now()
		talk(t, conn, theirs, get1[1:], "HTTP/1.1 200 OK\r\n\r\n")
		synctest.Wait()
		if n := len(r.Requests()); n != 0 {
			t.Errorf("%d requests are recorded at once", n)
		}
		talk(t, conn, theirs, "", string(make([]byte, manyBlocks*blockSize)))
		synctest.Wait()
		if list := r.Requests(); len(list) != 1 || list[0].Down < manyBlocks*blockSize || time.Since(began) > 0 {
			t.Errorf("after a lot: %+v", list)
		}
	})
}

// Very many tiny pieces are bounded as well.
func TestManyPieces(t *testing.T) {
	r := &Recorder{}
	ours, theirs := net.Pipe()
	conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
	defer conn.Close()
	r.mu.Lock() // the queue's goroutine may take one log, and is then stuck
	defer r.mu.Unlock()
	for range 2 * maxPieces {
		talk(t, conn, theirs, "G", "x")
	}
	c := conn.(*tap)
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := len(c.log.pieces); n > maxPieces+1 || c.log.tail[up]+c.log.tail[down] == 0 {
		t.Errorf("%d pieces are held, and a tail of %v", n, c.log.tail)
	}
}

// What passes of a body of which enough is kept is counted, not copied.
func TestLongBodiesAreNotCopied(t *testing.T) {
	answers := map[string]string{
		"sized":       "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
		"chunk":       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9999999\r\n",
		"until close": "HTTP/1.1 200 OK\r\n\r\n",
		"frame":       "HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n\x82\x7f\x00\x00\x00\x00\x0f\xff\xff\xff",
	}
	for name, head := range answers {
		synctest.Test(t, func(t *testing.T) {
			r := &Recorder{}
			ours, theirs := net.Pipe()
			conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
			defer conn.Close()
			talk(t, conn, theirs, get1[1:], head)
			part := string(bytes.Repeat([]byte("x"), 3<<19))
			talk(t, conn, theirs, "", part)
			settle()
			c := conn.(*tap)
			for range 4 {
				talk(t, conn, theirs, "", part[:1<<17])
				if n := len(c.log.blocks); n > 0 {
					t.Errorf("%s: %d blocks of it are copied", name, n)
				}
			}
			talk(t, conn, theirs, "", part)
			settle()
			if s := r.Requests()[0]; s.Down < 2*int64(len(part))+4<<17 || s.State != Running {
				t.Errorf("%s: %d bytes are counted, %s", name, s.Down, s.State)
			}
		})
	}
}

// Our own end is not the app's, even where both are looked at together.
func TestWhoEnded(t *testing.T) {
	r := &Recorder{}
	ours, theirs := net.Pipe()
	conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
	r.mu.Lock()
	go func() { _, _ = io.ReadFull(theirs, make([]byte, len(get1)-1)) }()
	_, _ = io.WriteString(conn, get1[1:])
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = conn.Read(make([]byte, 1))
	}()
	_ = conn.Close()
	<-done
	changes := r.watchLocked(t.Context())
	r.mu.Unlock()
	for s := range changes {
		if s.State != Running {
			if s.Note != note(errClosed) {
				t.Errorf("got %q", s.Note)
			}
			return
		}
	}
}

// A read that was only interrupted ends nothing, and errors come through.
func TestErrorsPass(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Recorder{}
		ours, theirs := net.Pipe()
		conn, _ := r.Tap(func(context.Context) (net.Conn, error) { return ours, nil })(t.Context())
		talk(t, conn, theirs, get1[1:], hello[1:6])
		_ = conn.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := conn.Read(make([]byte, 1)); !isTimeout(err) {
			t.Errorf("got %v", err)
		}
		_ = conn.SetReadDeadline(time.Time{})
		settle()
		talk(t, conn, theirs, "", hello[6:])
		settle()
		wantTold(t, "after a timeout", r, []string{hello1})
		_ = theirs.Close()
		if _, err := conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Errorf("got %v, want io.EOF", err)
		}
		if _, err := conn.Write([]byte(get1[1:])); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("got %v, want io.ErrClosedPipe", err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
		if _, ok := conn.(halfCloser); ok {
			t.Error("a connection that can't be half-closed says that it can")
		}
	})
}

func isTimeout(err error) bool {
	timeout, ok := errors.AsType[net.Error](err)
	return ok && timeout.Timeout()
}

// A bug of the recorder costs the record of one connection.
func TestSurvives(t *testing.T) {
	r := &Recorder{}
	d := play(r, script{get1}, inOnePiece)
	d.streams[down].sink = nil
	d.read(logOf(0, hello, inOnePiece))
	if s := r.Requests()[0]; s.State != Failed || s.Note == "" || !d.tap.deaf.Load() {
		t.Errorf("got %+v", s)
	}
	ask(r, "/", 1) // the mutex is free
}
