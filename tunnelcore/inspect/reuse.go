package inspect

import "slices"

const (
	// maxSpare is how many bytes of memory wait for new bodies, and smallSpare
	// the smallest that are worth it. Without them a busy share makes a quarter
	// of a gigabyte of garbage a second.
	maxSpare   = 2 << 20
	smallSpare = 1 << 10
)

// spares are the memory of bodies that were dropped.
type spares struct {
	list [][]byte
	size int // their bytes
}

// get is an empty slice with room for n bytes at least.
func (s *spares) get(n int) []byte {
	for i, b := range slices.Backward(s.list) {
		if c := cap(b); c >= n && c <= 4*n {
			s.size -= c
			s.list = slices.Delete(s.list, i, i+1)
			return b
		}
	}
	return make([]byte, 0, n)
}

// put takes b, which nobody may use any more.
func (s *spares) put(b []byte) {
	if cap(b) >= smallSpare && s.size+cap(b) <= maxSpare {
		s.size += cap(b)
		s.list = append(s.list, b[:0])
	}
}

// growLocked makes room in b for n bytes more. Bodies of known size get it at
// once, up to firstRoom; others twice as much each time, up to limit.
func (r *Recorder) growLocked(e *entry, b *body, n, limit int) {
	before := cap(b.data)
	if len(b.data)+n <= before {
		return
	}
	want := max(len(b.data)+n, min(2*before, limit))
	if before == 0 {
		want = max(n, min(int(min(b.expect, firstRoom)), limit))
	}
	grown := append(r.spares.get(want), b.data...)
	if !e.shared {
		r.spares.put(b.data)
	}
	b.data = grown
	r.chargeLocked(e, cap(grown)-before)
}

// dropLocked forgets the bodies and frames of e.
func (r *Recorder) dropLocked(e *entry) {
	n := e.frameSize
	for _, b := range []*body{&e.request.body, &e.response.body} {
		if cap(b.data) == 0 {
			continue
		}
		n += cap(b.data)
		if !e.shared {
			r.spares.put(b.data)
		}
		b.data, b.dropped, b.cut = nil, true, true
	}
	e.frames, e.frameSize = nil, 0
	e.kept -= n
	r.total -= n
}
