package inspect

import (
	"encoding/binary"
	"strconv"
	"strings"
	"time"
)

const (
	// maxFrames is how many frames of a WebSocket are kept, maxText how many
	// bytes of each: 2 MiB at most.
	maxFrames = 500
	maxText   = 4 << 10
	// frameCost is what a frame takes beside its text, in bytes.
	frameCost = 96
)

// The opcodes that matter here.
const (
	opContinuation = 0x0
	opText         = 0x1
	opClose        = 0x8
)

// framer cuts one direction of a WebSocket into frames, as the bytes come.
type framer struct {
	header [14]byte
	have   int   // bytes of header
	left   int64 // bytes of the payload to come
	mask   [4]byte
	passed int64 // bytes of the payload that came
	frame  Frame
	text   []byte
	isText bool // of the message, which may have many frames
	lost   bool // where frames begin
	packed packed
}

// openSocket makes framers for the WebSocket that e became.
func (d *dialogue) openSocket(e *entry) {
	d.sockets = [2]framer{}
	extensions := strings.ToLower(get(e.response.header, "Sec-WebSocket-Extensions"))
	if !strings.Contains(extensions, "permessage-deflate") {
		return
	}
	d.sockets[up].packed.forgetful = strings.Contains(extensions, "client_no_context_takeover")
	d.sockets[down].packed.forgetful = strings.Contains(extensions, "server_no_context_takeover")
}

// raw takes bytes after an upgrade.
func (d *dialogue) raw(e *entry, b *body, dir direction, p []byte) {
	defer d.r.tellProgressLocked(e, d.now)
	if e.kind != WebSocket {
		d.r.keepLocked(e, b, p)
		return
	}
	e.countFrames(dir, int64(len(p)))
	f := &d.sockets[dir]
	for len(p) > 0 && !f.lost {
		p = p[f.feed(p, dir, d.now):]
		if f.complete() {
			d.addFrame(e, f)
		}
	}
}

// passRaw is raw for n bytes that nobody saw.
func (d *dialogue) passRaw(e *entry, b *body, dir direction, n int64) {
	if e.kind != WebSocket {
		b.size += n
		b.cut = true
		return
	}
	e.countFrames(dir, n)
	f := &d.sockets[dir]
	if n > f.left {
		f.lost = true
		e.note = note(errBehind)
		return
	}
	f.left -= n
	f.passed += n
	f.frame.Truncated = true
	f.packed.broken = f.packed.broken || f.frame.Compressed
	if f.complete() {
		d.addFrame(e, f)
	}
}

func (e *entry) countFrames(dir direction, n int64) {
	if dir == up {
		e.framesUp += n
	} else {
		e.framesDown += n
	}
}

// feed takes the first n bytes of p, at least one.
func (f *framer) feed(p []byte, dir direction, now time.Time) (n int) {
	if f.left == 0 {
		f.header[f.have] = p[0]
		f.have++
		if f.have >= 2 && f.have == f.headerSize() {
			f.begin(dir, now)
		}
		return 1
	}
	n = int(min(f.left, int64(len(p))))
	f.payload(p[:n])
	f.left -= int64(n)
	return n
}

// headerSize is known from the second byte on.
func (f *framer) headerSize() int {
	n := 2
	switch f.header[1] & 0x7f {
	case 126:
		n += 2
	case 127:
		n += 8
	}
	if f.header[1]&0x80 != 0 {
		n += 4
	}
	return n
}

// begin reads a whole header.
func (f *framer) begin(dir direction, now time.Time) {
	n := f.headerSize()
	f.mask = [4]byte{}
	if f.header[1]&0x80 != 0 {
		f.mask = [4]byte(f.header[n-4 : n])
	}
	switch size := f.header[1] & 0x7f; size {
	case 126:
		f.left = int64(binary.BigEndian.Uint16(f.header[2:]))
	case 127:
		f.left = int64(binary.BigEndian.Uint64(f.header[2:]) &^ (1 << 63))
	default:
		f.left = int64(size)
	}
	opcode := int(f.header[0] & 0x0f)
	control := opcode&0x8 != 0
	if opcode != opContinuation && !control {
		f.isText = opcode == opText
		f.packed.begin(f.header[0]&0x40 != 0)
	}
	f.passed, f.text = 0, f.text[:0]
	f.frame = Frame{
		At: now, Up: dir == up, Opcode: opcode, Final: f.header[0]&0x80 != 0,
		Length: f.left, Compressed: f.packed.active && !control,
	}
}

// payload keeps what will be shown.
func (f *framer) payload(p []byte) {
	if f.frame.Compressed {
		f.packed.add(p, f.mask, f.passed)
	} else if f.frame.Opcode >= opClose || f.isText {
		room := min(len(p), maxText-len(f.text))
		f.text = appendUnmasked(f.text, p[:room], f.mask, f.passed)
		f.frame.Truncated = f.frame.Truncated || room < len(p)
	}
	f.passed += int64(len(p))
}

// appendUnmasked adds p, which begins offset bytes into its payload.
func appendUnmasked(dst, p []byte, mask [4]byte, offset int64) []byte {
	for i, c := range p {
		dst = append(dst, c^mask[(offset+int64(i))&3])
	}
	return dst
}

// full tells whether the rest of the payload does not matter.
func (f *framer) full() bool {
	if f.lost || f.frame.Compressed {
		return f.lost || f.packed.broken
	}
	return !f.isText || len(f.text) >= maxText
}

func (f *framer) complete() bool {
	return f.left == 0 && f.have >= 2 && f.have == f.headerSize()
}

// addFrame adds a complete frame to e.
func (d *dialogue) addFrame(e *entry, f *framer) {
	f.have = 0
	frame := f.frame
	frame.Text = f.shown()
	if frame.Compressed && frame.Final {
		text, cut := f.packed.end(d.r)
		frame.Truncated = frame.Truncated || cut
		if f.isText {
			frame.Text = strings.ToValidUTF8(text, "\uFFFD")
		}
	}
	e.frameCount++
	if e.gone {
		return
	}
	if len(e.frames) >= maxFrames {
		oldest := frameCost + len(e.frames[0].Text)
		e.frames = e.frames[1:]
		e.frameSize -= oldest
		d.r.chargeLocked(e, -oldest)
	}
	e.frames = append(e.frames, frame)
	e.frameSize += frameCost + len(frame.Text)
	d.r.chargeLocked(e, frameCost+len(frame.Text))
}

// shown is the text of a frame that is not compressed.
func (f *framer) shown() string {
	text := f.text
	if f.frame.Opcode != opClose || len(text) < 2 {
		return strings.ToValidUTF8(string(text), "\uFFFD")
	}
	code := strconv.Itoa(int(binary.BigEndian.Uint16(text)))
	return strings.TrimSpace(code + " " + strings.ToValidUTF8(string(text[2:]), "\uFFFD"))
}
