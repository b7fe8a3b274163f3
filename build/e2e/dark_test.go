package e2e

import (
	"errors"
	"image/color"
	"math"
	"testing"
)

// On a dark desktop the window is dark from the start, also before its page is
// there.
func TestDarkWindow(t *testing.T) {
	d := newDesktop(t, serve(t))
	d.env = append(d.env, "GTK_THEME=Adwaita:dark")
	d.launch()
	eventually(t, func() error {
		at := d.seen().At(300, 500) // the page has nothing at its edge
		if luminance(at) > 0.2 {
			t.Fatalf("it is %v", at)
		}
		if r, g, b, _ := at.RGBA(); r>>8 != 0x1a || g>>8 != 0x1b || b>>8 != 0x1d { // the page's own
			return errors.New("the page does not come")
		}
		return nil
	})
}

// luminance is how bright a colour is to people, from 0 to 1.
func luminance(c color.Color) float64 {
	linear := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	r, g, b, _ := c.RGBA()
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}
