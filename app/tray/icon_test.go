package tray

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"testing"
)

var shapes = []shape{idle, sharing, watched, offline, needed}

// Each shape differs from each other in what has ink, however small it is.
func TestShapesDiffer(t *testing.T) {
	for _, size := range []int{16, 22, 44} {
		for i, a := range shapes {
			for _, b := range shapes[i+1:] {
				if n := different(formOf(a, size).Pix, formOf(b, size).Pix); n < size*size/40 { // of 256 pixels 6
					t.Errorf("at %d pixels shapes %d and %d differ in %d", size, a, b, n)
				}
			}
		}
	}
}

// different is how many pixels have ink in one form only.
func different(a, b []byte) (n int) {
	for i := range a {
		if d := int(a[i]) - int(b[i]); d > 128 || d < -128 {
			n++
		}
	}
	return n
}

// With a halo an icon has something dark and something light on every panel; the
// system's own ink has none.
func TestInk(t *testing.T) {
	for name, tt := range map[string]struct {
		ink         ink
		light, dark bool
	}{
		"light": {lightInk, true, true},
		"dark":  {darkInk, true, true},
		"plain": {plainInk, false, true},
	} {
		img, err := png.Decode(bytes.NewReader(pngOf(drawn(sharing, tt.ink, 44))))
		if err != nil || img.Bounds() != image.Rect(0, 0, 44, 44) {
			t.Fatalf("%s: %v, %v", name, img.Bounds(), err)
		}
		light, dark := false, false
		for y := range 44 {
			for x := range 44 {
				c := img.(*image.NRGBA).NRGBAAt(x, y)
				light = light || c.A > 100 && c.R > 200
				dark = dark || c.A > 100 && c.R < 60
			}
		}
		if light != tt.light || dark != tt.dark {
			t.Errorf("%s: light %v, dark %v", name, light, dark)
		}
	}
}

// Windows reads each picture where the list says that it is.
func TestIco(t *testing.T) {
	ico := icoOf(watched)
	if !bytes.HasPrefix(ico, []byte{0, 0, 1, 0, byte(len(icoSizes)), 0}) {
		t.Fatalf("it begins with % x", ico[:6])
	}
	end := 6 + 16*len(icoSizes)
	for i, size := range icoSizes {
		entry := ico[6+16*i:]
		length, at := binary.LittleEndian.Uint32(entry[8:]), binary.LittleEndian.Uint32(entry[12:])
		if int(entry[0]) != size || int(at) != end {
			t.Errorf("picture %d is of %d pixels at %d, and not of %d at %d", i, entry[0], at, size, end)
		}
		end += int(length)
		// The last line comes first.
		picture := ico[at:]
		pixel := func(x, y int) []byte { return picture[40+4*(size*(size-1-y)+x):][:4] }
		want := drawn(watched, lightInk, size)
		for y := range size {
			for x := range size {
				c := want.NRGBAAt(x, y)
				if !bytes.Equal(pixel(x, y), []byte{c.B, c.G, c.R, c.A}) {
					t.Fatalf("of %d pixels, %d,%d is % x", size, x, y, pixel(x, y))
				}
			}
		}
	}
	if len(ico) != end {
		t.Errorf("%d bytes, and not %d", len(ico), end)
	}
}
