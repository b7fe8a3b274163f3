package inspect

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func ask(r *Recorder, path string, size int) {
	body := strings.Repeat("x", size)
	play(r, script{
		fmt.Sprintf(">GET %s HTTP/1.1\r\n\r\n", path),
		fmt.Sprintf("<HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", size, body),
	}, inOnePiece)
}

func TestKeepsTheLast200(t *testing.T) {
	r := &Recorder{}
	for i := range 250 {
		ask(r, fmt.Sprint("/", i), 10)
	}
	list := r.Requests()
	if len(list) != 200 || list[0].ID != 51 || list[199].ID != 250 || list[199].Path != "/249" {
		t.Errorf("got %d requests from %d to %d", len(list), list[0].ID, list[len(list)-1].ID)
	}
	if _, ok := r.Request(50, false); ok {
		t.Error("the 50th is still there")
	}
	if _, ok := r.Request(51, false); !ok {
		t.Error("the 51st is gone")
	}
}

// A body of just the bound is whole; one byte more is not, and says so.
func TestBodyBound(t *testing.T) {
	r := &Recorder{}
	ask(r, "/", 1<<20)
	ask(r, "/", 1<<20+1)
	for id, cut := range map[int]bool{1: false, 2: true} {
		d, _ := r.Request(id, false)
		if b := d.Response.Body; b.Truncated != cut || len(b.Data) != 1<<20 || b.Size < 1<<20 {
			t.Errorf("of a body of %d bytes %d are kept, truncated %v", b.Size, len(b.Data), b.Truncated)
		}
	}
}

// The oldest bodies go first, and say so; the requests stay.
func TestTotalBound(t *testing.T) {
	r := &Recorder{MaxTotal: 1 << 20}
	for range 30 {
		ask(r, "/", 100_000)
		if r.total > 1<<20 {
			t.Fatalf("%d bytes are kept", r.total)
		}
	}
	var dropped []bool
	for _, s := range r.Requests() {
		d, _ := r.Request(s.ID, true)
		b := d.Response.Body
		if b.Dropped == (len(b.Data) > 0) || b.Size != 100_000 {
			t.Errorf("request %d: %d bytes of %d, dropped %v", s.ID, len(b.Data), b.Size, b.Dropped)
		}
		dropped = append(dropped, b.Dropped)
	}
	if len(dropped) != 30 || !dropped[19] || dropped[25] {
		t.Errorf("dropped are %v", dropped)
	}
}

// A body that makes room for itself is gone, and stays so.
func TestBodyBeyondTotal(t *testing.T) {
	r := &Recorder{MaxTotal: 10_000}
	d := play(r, script{get1, "<HTTP/1.1 200 OK\r\n\r\n"}, inOnePiece)
	for range 50 {
		d.read(logOf(0, "<"+strings.Repeat("x", 1000), inOnePiece))
	}
	within(t, d)
	got, _ := r.Request(1, false)
	if b := got.Response.Body; !b.Dropped || len(b.Data) > 0 || b.Size != 50_000 {
		t.Errorf("%d bytes of %d are kept, dropped %v", len(b.Data), b.Size, b.Dropped)
	}
}

// Where heads alone are too much, requests go.
func TestTotalBoundOfHeads(t *testing.T) {
	r := &Recorder{MaxTotal: 1 << 20}
	for i := range 100 {
		ask(r, "/"+strings.Repeat("x", 50_000), i)
	}
	if n := len(r.Requests()); r.total > 1<<20 || n > 20 || n < 10 {
		t.Errorf("%d requests of %d bytes are kept", n, r.total)
	}
}

// A request that runs while its place in the list is taken ends well, and
// frees what it held.
func TestDroppedWhileRunning(t *testing.T) {
	r := &Recorder{MaxRequests: 2}
	d := play(r, script{get1, "<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"}, inOnePiece)
	ask(r, "/2", 10)
	ask(r, "/3", 10)
	for i, step := range (script{"<2710\r\n" + strings.Repeat("x", 10_000) + "\r\n0\r\n\r\n", get1, hello}) {
		d.read(logOf(i, step, inOnePiece))
	}
	within(t, d)
	wantTold(t, "afterwards", r, []string{`GET /3 | 200 "xxxxxxxxxx" | http done`, hello1})
}

func TestFrameBound(t *testing.T) {
	r := &Recorder{}
	s := script{">GET /ws HTTP/1.1\r\nConnection: Upgrade\r\n\r\n", "<HTTP/1.1 101 OK\r\nUpgrade: websocket\r\n\r\n"}
	for i := range 600 {
		s = append(s, fmt.Sprintf("<\x81\x03%03d", i))
	}
	s = append(s, "<\x81\x7e\x20\x00"+strings.Repeat("x", 8<<10))
	d := play(r, s, inOnePiece)
	within(t, d)
	got, _ := r.Request(1, false)
	if len(got.Frames) != 500 || got.FrameCount != 601 || got.Frames[0].Text != "101" {
		t.Fatalf("got %d frames of %d, the first %+v", len(got.Frames), got.FrameCount, got.Frames[0])
	}
	if last := got.Frames[499]; !last.Truncated || len(last.Text) != 4<<10 || last.Length != 8<<10 {
		t.Errorf("the last has %d bytes of %d, truncated %v", len(last.Text), last.Length, last.Truncated)
	}
}

// A watcher that does not read holds nothing up, and gets the newest changes.
func TestSlowWatcher(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Recorder{}
		ctx, cancel := context.WithCancel(t.Context())
		slow, quick := r.Watch(ctx), r.Watch(ctx)
		seen := 0
		go func() {
			for range quick {
				seen++
			}
		}()
		for range 100 {
			ask(r, "/", 1)
			synctest.Wait()
		}
		cancel()
		synctest.Wait()
		var last Summary
		n := 0
		for last = range slow {
			n++
		}
		if n != watchBuffer || last.ID != 100 || last.State != Done {
			t.Errorf("the slow watcher got %d changes, the last of %d, %s", n, last.ID, last.State)
		}
		if seen != 300 {
			t.Errorf("the quick watcher got %d changes, want 3 of each of 100 requests", seen)
		}
		ask(r, "/", 1) // after the channels are closed
	})
}

// A stream is told of once a second while something passes.
func TestWatchStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &Recorder{}
		d := play(r, script{get1, "<HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"}, inOnePiece)
		changes := r.Watch(t.Context())
		for range 100 {
			time.Sleep(100 * time.Millisecond)
			d.read(logOf(0, "<data: x\n\n", inOnePiece))
		}
		if n := len(changes); n != 10 {
			t.Errorf("told %d times in 10 s", n)
		}
	})
}
