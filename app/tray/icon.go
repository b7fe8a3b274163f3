package tray

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// ink is with what an icon is drawn.
type ink struct {
	line color.NRGBA
	// halo is around it, so that it reads on the panel of a desktop that says
	// something else than what it shows.
	halo color.NRGBA
}

var (
	lightInk = ink{color.NRGBA{0xff, 0xff, 0xff, 0xff}, color.NRGBA{0, 0, 0, 0xcc}}
	darkInk  = ink{color.NRGBA{0x22, 0x22, 0x20, 0xff}, color.NRGBA{0xff, 0xff, 0xff, 0xcc}}
	plainInk = ink{line: color.NRGBA{A: 0xff}} // for systems that colour it themselves
)

// pngOf is a picture as PNG. Writing to memory does not fail.
func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

// drawn is an icon, size pixels high and wide.
func drawn(s shape, with ink, size int) *image.NRGBA {
	form := formOf(s, size)
	halo := grown(form, float64(size)/grid)
	img := image.NewNRGBA(form.Rect)
	for y := range size {
		for x := range size {
			img.SetNRGBA(x, y, over(with.line, form.AlphaAt(x, y).A, with.halo, halo.AlphaAt(x, y).A))
		}
	}
	return img
}

// hardened has every pixel of an icon either all there or not at all. Its line
// stays smooth, because that is within its halo.
func hardened(img *image.NRGBA) *image.NRGBA {
	for at := 0; at < len(img.Pix); at += 4 {
		if pixel := img.Pix[at : at+4]; pixel[3] < 0x80 {
			clear(pixel)
		} else {
			pixel[3] = 0xff
		}
	}
	return img
}

// over is one colour over another, each as opaque as its coverage says.
func over(top color.NRGBA, cover uint8, below color.NRGBA, coverBelow uint8) color.NRGBA {
	a := float64(top.A) * float64(cover) / 255
	b := float64(below.A) * float64(coverBelow) / 255 * (1 - a/255)
	if a+b == 0 {
		return color.NRGBA{}
	}
	mix := func(t, u uint8) uint8 { return uint8(math.Round((float64(t)*a + float64(u)*b) / (a + b))) }
	return color.NRGBA{mix(top.R, below.R), mix(top.G, below.G), mix(top.B, below.B), uint8(math.Round(a + b))}
}

// grown is a form and what is at most as far from it as radius, in pixels.
func grown(form *image.Alpha, radius float64) *image.Alpha {
	out := image.NewAlpha(form.Rect)
	reach := int(math.Ceil(radius))
	for y := range form.Rect.Dy() {
		for x := range form.Rect.Dx() {
			var most uint8
			for dy := -reach; dy <= reach; dy++ {
				for dx := -reach; dx <= reach; dx++ {
					near := min(1, max(0, radius+0.5-math.Hypot(float64(dx), float64(dy))))
					most = max(most, uint8(near*float64(form.AlphaAt(x+dx, y+dy).A)))
				}
			}
			out.SetAlpha(x, y, color.Alpha{A: most})
		}
	}
	return out
}
