package inspect

import (
	"sync"
	"time"
)

// direction is one of the two of a private connection.
type direction int

const (
	up   direction = iota // to the app
	down                  // from the app
)

const (
	// blockSize is the memory unit of backlogs in bytes: what net/http reads
	// and writes at a time.
	blockSize = 4 << 10
	// maxLog and maxPieces bound one connection's backlog, maxQueued all of a
	// recorder's, in bytes. The goroutine that reads them starts at a
	// sixteenth of that, and loopback moves 4 MB in a millisecond.
	maxLog    = 4 << 20
	maxPieces = 8 << 10
	maxQueued = 16 << 20
	// manyBlocks and manyPieces are when a backlog is not left for later.
	manyBlocks = maxLog / blockSize / 16
	manyPieces = maxPieces / 16
)

type block [blockSize]byte

var blocks = sync.Pool{New: func() any { return new(block) }}

// backlog is what passed and was not looked at yet.
type backlog struct {
	pieces []piece
	blocks []*block
	used   int      // bytes of the last block
	tail   [2]int64 // bytes that passed after the pieces, uncopied

	// ended and broken: reading is over, with an error. stuck: writing failed.
	// closed: by this side. All of that comes after the pieces.
	ended, broken, stuck, closed bool
	endedAt                      time.Time
}

// piece is bytes that passed in one direction: data, or a count of bytes that
// were not copied.
type piece struct {
	at   time.Time
	data []byte
	gap  int64
	dir  direction
}

// add copies p. What finds no room becomes a gap.
func (b *backlog) add(d direction, p []byte, at time.Time, q *queue) {
	for len(p) > 0 {
		if !b.room(q) {
			b.gap(d, int64(len(p)), at)
			return
		}
		last := b.blocks[len(b.blocks)-1]
		data := last[b.used : b.used+copy(last[b.used:], p)]
		b.used += len(data)
		p = p[len(data):]
		b.pieces = append(b.pieces, piece{at: at, data: data, dir: d})
	}
}

// room sees to it that the last block has some.
func (b *backlog) room(q *queue) bool {
	if len(b.pieces) >= maxPieces {
		return false
	}
	if len(b.blocks) > 0 && b.used < blockSize {
		return true
	}
	if len(b.blocks) >= maxLog/blockSize || !q.reserve() {
		return false
	}
	b.blocks = append(b.blocks, blocks.Get().(*block)) //nolint:forcetypeassert // only blocks are put there
	b.used = 0
	return true
}

// gap notes n bytes without copying them.
func (b *backlog) gap(d direction, n int64, at time.Time) {
	switch last := len(b.pieces) - 1; {
	case last >= maxPieces:
		b.tail[d] += n
	case last >= 0 && b.pieces[last].dir == d && b.pieces[last].gap > 0:
		b.pieces[last].gap += n
	default:
		b.pieces = append(b.pieces, piece{at: at, gap: n, dir: d})
	}
}

// isLong tells whether b should be looked at without waiting.
func (b *backlog) isLong(q *queue) bool {
	return len(b.blocks) >= manyBlocks || len(b.pieces) >= manyPieces || q.held.Load() >= maxQueued/blockSize/4
}

// reset empties b and gives its blocks back.
func (b *backlog) reset(q *queue) {
	for _, used := range b.blocks {
		blocks.Put(used)
	}
	q.free(len(b.blocks))
	clear(b.pieces)
	clear(b.blocks)
	*b = backlog{pieces: b.pieces[:0], blocks: b.blocks[:0]}
	if cap(b.pieces) > keepPieces {
		*b = backlog{}
	}
}

// keepPieces is how long a list of pieces an idle connection may hold on to:
// 64 of 64 bytes.
const keepPieces = 64
