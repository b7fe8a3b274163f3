package memnet

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// window is how many bytes may be under way in one direction.
const window = 64 << 10

// half is one direction of a connection.
type half struct {
	mu      sync.Mutex
	changed *sync.Cond
	data    []byte
	err     error // of the reader, after data; io.EOF when the writer has ended
	reader  bool  // the reader has closed
	writer  bool  // the writer has closed
	lost    bool  // the cable is cut

	reading, writing deadline
}

func newHalf() *half {
	h := &half{}
	h.changed = sync.NewCond(&h.mu)
	return h
}

func (h *half) read(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for {
		switch {
		case h.reader:
			return 0, net.ErrClosed
		case h.reading.passed():
			return 0, os.ErrDeadlineExceeded
		case len(h.data) > 0 && !isReset(h.err):
			n := copy(p, h.data)
			h.data = h.data[n:]
			h.changed.Broadcast()
			return n, nil
		case h.err != nil:
			return 0, h.err
		}
		h.changed.Wait()
	}
}

func isReset(err error) bool { return err == syscall.ECONNRESET } //nolint:errorlint // set here

func (h *half) write(p []byte) (n int, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for n < len(p) {
		room := window - len(h.data)
		switch {
		case h.writer:
			return n, net.ErrClosed
		case h.writing.passed():
			return n, os.ErrDeadlineExceeded
		case h.lost:
			return len(p), nil
		case h.reader:
			return n, syscall.ECONNRESET
		case h.err != nil:
			return n, syscall.EPIPE
		case room > 0:
			m := min(room, len(p)-n)
			h.data = append(h.data, p[n:n+m]...)
			n += m
			h.changed.Broadcast()
		default:
			h.changed.Wait()
		}
	}
	return n, nil
}

// end is the writer's FIN.
func (h *half) end() { h.fail(io.EOF) }

// fail gives the reader an error, after the data if it is io.EOF.
func (h *half) fail(err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.err == nil && !h.lost {
		h.err = err
		h.changed.Broadcast()
	}
}

// shut says that the writer has closed.
func (h *half) shut() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.writer = true
	h.writing.stop()
	h.changed.Broadcast()
}

// abandon says that the reader has closed, and reports whether data was left.
func (h *half) abandon() (unread bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.reader = true
	h.reading.stop()
	h.changed.Broadcast()
	return len(h.data) > 0
}

// lose cuts the cable.
func (h *half) lose() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lost, h.data = true, nil
	h.changed.Broadcast()
}

// deadline is guarded by its half's lock.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

func (d *deadline) set(at time.Time, h *half) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d.stop()
	d.at = at
	if left := time.Until(at); !at.IsZero() && left > 0 {
		d.timer = time.AfterFunc(left, h.wake)
	}
	h.changed.Broadcast()
}

func (h *half) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.changed.Broadcast()
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
	}
}
