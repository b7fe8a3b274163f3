package e2e

import (
	"errors"
	"fmt"
	"image"
	"image/color"
)

// glyph is the icon on the panel: where it has ink, which is bright there.
type glyph struct {
	at  image.Rectangle
	ink map[image.Point]bool // from its corner
}

// icon is the icon that is on the panel now; without ink if there is none.
func (p *panelScreen) icon() (g glyph) {
	p.t.Helper()
	screen := p.seen()
	for y := range panelHeight {
		for x := range screen.Bounds().Dx() {
			if c, ok := color.GrayModel.Convert(screen.At(x, y)).(color.Gray); ok && c.Y > 0xc0 {
				g.at = g.at.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	g.ink = map[image.Point]bool{}
	for y := g.at.Min.Y; y < g.at.Max.Y; y++ {
		for x := g.at.Min.X; x < g.at.Max.X; x++ {
			if c, ok := color.GrayModel.Convert(screen.At(x, y)).(color.Gray); ok && c.Y > 0xc0 {
				g.ink[image.Pt(x, y).Sub(g.at.Min)] = true
			}
		}
	}
	return g
}

func (g glyph) middle() image.Point { return g.at.Min.Add(g.at.Size().Div(2)) }

// differs is in how many pixels two icons differ.
func (g glyph) differs(from glyph) (n int) {
	for at := range g.ink {
		if !from.ink[at] {
			n++
		}
	}
	for at := range from.ink {
		if !g.ink[at] {
			n++
		}
	}
	return n
}

// awaitIcon waits for an icon on the panel that is as wanted.
func (p *panelScreen) awaitIcon(what string, is func(glyph) bool) (g glyph) {
	p.t.Helper()
	eventually(p.t, func() error {
		if g = p.icon(); is(g) {
			return nil
		}
		return errors.New("the icon is not " + what + ": " + fmt.Sprint(len(g.ink), " pixels in ", g.at))
	})
	return g
}

// unlike tells whether an icon differs from all of others by as much as a person
// sees.
func unlike(others ...glyph) func(glyph) bool {
	return func(g glyph) bool {
		for _, other := range others {
			if len(g.ink) == 0 || g.differs(other) < 15 {
				return false
			}
		}
		return true
	}
}

// like tells whether an icon is another one.
func like(other glyph) func(glyph) bool { return func(g glyph) bool { return g.differs(other) == 0 } }

func none(g glyph) bool { return len(g.ink) == 0 }
