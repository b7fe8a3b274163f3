package tray

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
)

// icoSizes are those that Windows asks for, from 100% to 300%.
var icoSizes = []int{16, 20, 24, 32, 48}

// icoOf is an icon in the form that Windows takes: one picture of each size.
func icoOf(s shape) []byte {
	var head, pictures bytes.Buffer
	put(&head, uint16(0), uint16(1), uint16(len(icoSizes)))
	const headSize, entrySize = 6, 16
	for _, size := range icoSizes {
		picture := dib(drawn(s, lightInk, size))
		put(&head, uint8(size), uint8(size), uint8(0), uint8(0), uint16(1), uint16(32),
			uint32(len(picture)), uint32(headSize+entrySize*len(icoSizes)+pictures.Len()))
		pictures.Write(picture)
	}
	return append(head.Bytes(), pictures.Bytes()...)
}

// dib is a picture as in a .bmp, from the last line to the first, and then an
// empty mask: what is clear is said by each pixel.
func dib(img *image.NRGBA) []byte {
	size := img.Rect.Dx()
	var b bytes.Buffer
	const headSize = 40
	put(&b, uint32(headSize), int32(size), int32(2*size), uint16(1), uint16(32), [6]uint32{})
	for y := range slices.Backward(make([]struct{}, size)) {
		for x := range size {
			c := img.NRGBAAt(x, y)
			b.Write([]byte{c.B, c.G, c.R, c.A})
		}
	}
	lineBytes := (size + 31) / 32 * 4
	b.Write(make([]byte, lineBytes*size))
	return b.Bytes()
}

// put writes numbers; to memory that does not fail.
func put(b *bytes.Buffer, all ...any) {
	for _, v := range all {
		_ = binary.Write(b, binary.LittleEndian, v)
	}
}
