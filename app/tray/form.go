package tray

import (
	"image"
	"image/draw"

	"golang.org/x/image/vector"
)

// grid is how many units an icon is high and wide, whatever its pixels are.
const grid = 22

// The mark is the mouth of a tunnel: an arch that stands on the ground, inside of
// a margin of two units.
var (
	arch  = outline{left: 3, top: 3, right: 19, bottom: 19}
	inner = arch.inside(2)                                       // what an outline leaves free
	mouth = outline{left: 8.5, top: 10, right: 13.5, bottom: 19} // what a filled one does
)

// formOf is where an icon has ink.
func formOf(s shape, size int) *image.Alpha {
	p := &pen{image.NewAlpha(image.Rect(0, 0, size, size)), float32(size) / grid}
	switch s {
	case idle:
		p.fill(arch.path)
		p.erase(inner.path)
	case sharing:
		p.fill(arch.path)
		p.erase(mouth.path)
	case watched:
		p.fill(arch.path)
		p.erase(mouth.path)
		p.erase(circle{17, 5, 5.2}.path)
		p.fill(circle{17, 5, 3.6}.path)
	case offline:
		p.fill(arch.path)
		p.erase(inner.path)
		p.erase(slash{2.2, 19.8, 5.4}.path)
		p.fill(slash{2.2, 19.8, 2}.path)
	case needed:
		p.fill(arch.path)
		p.erase(inner.path)
		p.fill(outline{left: 9.9, top: 7, right: 12.1, bottom: 13}.path)
		p.fill(circle{11, 15.4, 1.35}.path)
	}
	return p.to
}

// pen puts ink where a path leads around, and takes it away.
type pen struct {
	to    *image.Alpha
	scale float32
}

type path func(r *vector.Rasterizer, scale float32)

func (p *pen) fill(shape path) { draw.Draw(p.to, p.to.Rect, p.mask(shape), image.Point{}, draw.Over) }

func (p *pen) erase(shape path) {
	mask := p.mask(shape)
	for i, covered := range mask.Pix {
		p.to.Pix[i] = uint8(int(p.to.Pix[i]) * (255 - int(covered)) / 255)
	}
}

func (p *pen) mask(shape path) *image.Alpha {
	r := vector.NewRasterizer(p.to.Rect.Dx(), p.to.Rect.Dy())
	shape(r, p.scale)
	mask := image.NewAlpha(p.to.Rect)
	r.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return mask
}

// round is how far the ends of a curve are from its corner's, for an arc of a
// quarter that a cubic curve draws: 1 - 4/3 (√2 - 1).
const round = 1 - 0.5523

// outline is an arch, in units of the grid: half a circle on top of a rectangle.
type outline struct{ left, top, right, bottom float32 }

func (o outline) inside(by float32) outline {
	return outline{o.left + by, o.top + by, o.right - by, o.bottom - by}
}

func (o outline) path(r *vector.Rasterizer, k float32) {
	radius := (o.right - o.left) / 2
	middle, spring, near := o.left+radius, o.top+radius, radius*round
	r.MoveTo(o.left*k, o.bottom*k)
	r.LineTo(o.left*k, spring*k)
	r.CubeTo(o.left*k, (o.top+near)*k, (o.left+near)*k, o.top*k, middle*k, o.top*k)
	r.CubeTo((o.right-near)*k, o.top*k, o.right*k, (o.top+near)*k, o.right*k, spring*k)
	r.LineTo(o.right*k, o.bottom*k)
	r.ClosePath()
}

type circle struct{ x, y, radius float32 }

func (c circle) path(r *vector.Rasterizer, k float32) {
	x, y, d, near := c.x*k, c.y*k, c.radius*k, c.radius*(1-round)*k
	r.MoveTo(x-d, y)
	r.CubeTo(x-d, y-near, x-near, y-d, x, y-d)
	r.CubeTo(x+near, y-d, x+d, y-near, x+d, y)
	r.CubeTo(x+d, y+near, x+near, y+d, x, y+d)
	r.CubeTo(x-near, y+d, x-d, y+near, x-d, y)
	r.ClosePath()
}

// slash leads from the lower left to the upper right.
type slash struct{ from, to, width float32 }

func (s slash) path(r *vector.Rasterizer, k float32) {
	const diagonal = 0.70711 // of a width of 1 each way, halved twice
	h := s.width / 2 * diagonal
	r.MoveTo((s.from-h)*k, (s.to-h)*k)
	r.LineTo((s.to-h)*k, (s.from-h)*k)
	r.LineTo((s.to+h)*k, (s.from+h)*k)
	r.LineTo((s.from+h)*k, (s.to+h)*k)
	r.ClosePath()
}
