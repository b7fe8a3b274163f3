package e2e

import (
	"fmt"
	"image"
	"path/filepath"
	"testing"

	"github.com/godbus/dbus/v5"
)

// The icon is seen on a light panel and on a dark one, also if the desktop says of
// its colours what is not so of the panel's. To say nothing is to say dark.
func TestTrayOnPanels(t *testing.T) {
	t.Parallel()
	for _, theme := range []string{"Adwaita", "Adwaita:dark"} {
		for called, scheme := range map[string]uint32{"dark": 1, "light": 2} {
			t.Run(theme+"/"+called, func(t *testing.T) {
				d := newPanelScreen(t)
				d.env = append(d.env, "GTK_THEME="+theme)
				d.callItself(scheme)
				d.start()
				d.screen.start(filepath.Join(programs, "gotunnel"), "agent")
				eventually(t, func() error {
					// The outline of the smallest icon has so many.
					if seen := seenOn(d.seen()); seen < 60 {
						return fmt.Errorf("only %d pixels are seen", seen)
					}
					return nil
				})
				d.shot("panel-" + theme + "-" + called)
			})
		}
	}
}

// callItself has the test be who tells what the desktop's colours are: 1 is dark,
// and 2 light.
func (p *panelScreen) callItself(scheme uint32) {
	p.t.Helper()
	err := p.bus.ExportMethodTable(map[string]any{
		"Read": func(string, string) (dbus.Variant, *dbus.Error) {
			return dbus.MakeVariant(dbus.MakeVariant(scheme)), nil
		},
	}, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")
	if err == nil {
		_, err = p.bus.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// seenOn is how many pixels at the panel's left, where the icon is, contrast with
// the panel as much as a picture has to: 3:1, by WCAG.
func seenOn(screen image.Image) (seen int) {
	panel := luminance(screen.At(screen.Bounds().Dx()/2, panelHeight/2))
	for y := range panelHeight {
		for x := range panelHeight {
			l := luminance(screen.At(x, y))
			if (max(l, panel)+0.05)/(min(l, panel)+0.05) >= 3 {
				seen++
			}
		}
	}
	return seen
}
