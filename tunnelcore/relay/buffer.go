package relay

import "sync"

const (
	// Headroom is how many bytes in front of a buffer's data a [Sink] may
	// overwrite, enough for a record header of package link.
	Headroom = 4
	// BufferSize is how many bytes of data a buffer takes. With 4, 16, 64 and
	// 256 KiB one stream moved 348, 527, 1331 and 1525 MB/s, but 256 KiB slowed
	// new connections. With the headroom it is 64 KiB, which is four full TLS
	// records.
	BufferSize = 64<<10 - Headroom
	// slack is room for what TLS adds to 64 KiB of data (22 bytes for each of
	// four records), so that a whole write of the peer fits one read.
	slack = 128
)

// Buffer is borrowed memory with a run of data in it. It belongs to one
// goroutine at a time; who holds it last calls Release.
type Buffer struct {
	start, end int
	mem        [Headroom + BufferSize + slack]byte
}

// The pool keeps what bursts need; the garbage collector empties it.
var pool = sync.Pool{New: func() any { return new(Buffer) }}

// Get borrows an empty buffer.
func Get() *Buffer {
	b := pool.Get().(*Buffer) //nolint:forcetypeassert // only Buffers are put there
	b.start, b.end = Headroom, Headroom
	return b
}

// Release gives the buffer back. Nothing of it may be used afterwards. Nil is
// allowed and ignored.
func (b *Buffer) Release() {
	if b != nil {
		pool.Put(b)
	}
}

// Bytes is the data, valid until Release.
func (b *Buffer) Bytes() []byte { return b.mem[b.start:b.end] }

// Len is the length of the data in bytes.
func (b *Buffer) Len() int { return b.end - b.start }

// Space is the free room behind the data, of at most [BufferSize] data bytes.
func (b *Buffer) Space() []byte { return b.mem[b.end : Headroom+BufferSize] }

// RawSpace is all the free room behind the data, with the slack for what TLS
// adds: for ciphertext, which is never written out with a header.
func (b *Buffer) RawSpace() []byte { return b.mem[b.end:] }

// Grow adds the n bytes that were put into Space to the data.
func (b *Buffer) Grow(n int) { b.end += n }

// Consume drops n bytes from the front of the data.
func (b *Buffer) Consume(n int) { b.start += n }

// Truncate keeps the first n bytes of the data.
func (b *Buffer) Truncate(n int) { b.end = b.start + n }

// Compact moves the data to the front, so that Space is as large as it can be.
func (b *Buffer) Compact() {
	b.end = Headroom + copy(b.mem[Headroom:], b.Bytes())
	b.start = Headroom
}

// Prefixed is the data with the [Headroom] bytes in front of it, which are
// the caller's to overwrite.
func (b *Buffer) Prefixed() []byte { return b.mem[b.start-Headroom : b.end] }
