package inspect

import (
	"compress/flate"
	"io"
	"slices"
	"sync"
	"sync/atomic"
)

// What a zero [Recorder] keeps. 200 requests are a few page loads of a
// development server; 32 MiB is what an idle desktop does not notice.
const (
	defaultRequests = 200
	defaultBody     = 1 << 20
	defaultTotal    = 32 << 20
)

// Recorder keeps the last requests of one share. The zero value is ready for
// use. Its methods may be called by many goroutines at once; its fields must
// not change once Tap was called. It needs no closing.
type Recorder struct {
	// Share is the name for people, and the creator's comment in a HAR file.
	Share string
	// Upstream is the app's address for [Recorder.Curl] and [Recorder.HAR], such
	// as "https://127.0.0.1:3000". Empty means http and the Host of each request.
	Upstream string

	// MaxRequests is how many requests are kept; 0 means 200.
	MaxRequests int
	// MaxBody is how many bytes of each body are kept; 0 means 1 MiB.
	MaxBody int
	// MaxTotal is how many bytes are kept in all; 0 means 32 MiB. The oldest
	// bodies are dropped first, then the oldest requests.
	MaxTotal int

	queue queue
	moved atomic.Pointer[string] // what Move said

	mu       sync.Mutex
	entries  []*entry // oldest first
	lastID   int
	total    int // bytes kept
	spares   spares
	watchers map[*watcher]struct{}
	inflater io.ReadCloser // a flate.Resetter, for WebSocket messages
}

// Move says that the app has another address than Upstream from now on.
func (r *Recorder) Move(upstream string) { r.moved.Store(&upstream) }

// upstream is the app's address now.
func (r *Recorder) upstream() string {
	if moved := r.moved.Load(); moved != nil {
		return *moved
	}
	return r.Upstream
}

// Requests lists what is kept, the newest last.
func (r *Recorder) Requests() []Summary {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]Summary, 0, len(r.entries))
	for _, e := range r.entries {
		list = append(list, e.summary())
	}
	return list
}

// Request is all that is known of one request; false when it is not kept any
// more. Secrets are hidden unless reveal is set.
func (r *Recorder) Request(id int, reveal bool) (Detail, bool) {
	e, ok := r.snapshot(id)
	if !ok {
		return Detail{}, false
	}
	return e.detail(reveal), true
}

// snapshot is a copy that is safe to read without the lock: slices in an entry
// are only ever appended to or replaced.
func (r *Recorder) snapshot(id int) (entry, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, e := range r.entries {
		if e.id == id {
			e.shared = true
			return *e, true
		}
	}
	return entry{}, false
}

func (r *Recorder) snapshots() []entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]entry, 0, len(r.entries))
	for _, e := range r.entries {
		e.shared = true
		list = append(list, *e)
	}
	return list
}

// addLocked gives e an ID and its place in the list.
func (r *Recorder) addLocked(e *entry) {
	r.lastID++
	e.id = r.lastID
	r.entries = append(r.entries, e)
	if len(r.entries) > orDefault(r.MaxRequests, defaultRequests) {
		r.dropOldestLocked()
	}
}

func (r *Recorder) dropOldestLocked() {
	e := r.entries[0]
	r.dropLocked(e)
	r.total -= e.kept
	e.gone = true
	r.entries = slices.Delete(r.entries, 0, 1)
}

// chargeLocked counts n bytes more for e and makes room where that is too much.
func (r *Recorder) chargeLocked(e *entry, n int) {
	if e.gone || n == 0 {
		return
	}
	e.kept += n
	r.total += n
	limit := orDefault(r.MaxTotal, defaultTotal)
	for i := 0; r.total > limit && i < len(r.entries); i++ {
		r.dropLocked(r.entries[i])
	}
	for r.total > limit && len(r.entries) > 1 {
		r.dropOldestLocked()
	}
}

// keepLocked adds p to what is kept of a body of e. Once something is missing
// in b, nothing is added.
func (r *Recorder) keepLocked(e *entry, b *body, p []byte) {
	b.size += int64(len(p))
	if b.cut || e.gone {
		return
	}
	room := orDefault(r.MaxBody, defaultBody) - len(b.data)
	if len(p) > room {
		p, b.cut = p[:room], true
	}
	r.growLocked(e, b, len(p), len(b.data)+room)
	if !b.dropped { // to make room for itself
		b.data = append(b.data, p...)
	}
}

// firstRoom is the most memory, in bytes, that a body gets on the word of its
// Content-Length. Longer ones grow as they come.
const firstRoom = 64 << 10

// inflate undoes one message of permessage-deflate, at most limit bytes of it.
func (r *Recorder) inflate(message io.Reader, window []byte, limit int64) ([]byte, error) {
	if r.inflater == nil {
		r.inflater = flate.NewReaderDict(message, window)
	} else if err := r.inflater.(flate.Resetter).Reset(message, window); err != nil { //nolint:forcetypeassert // flate says so
		return nil, err
	}
	return io.ReadAll(io.LimitReader(r.inflater, limit))
}

func orDefault(n, normal int) int {
	if n > 0 {
		return n
	}
	return normal
}
