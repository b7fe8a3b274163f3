package window

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	goruntime "runtime"

	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/runtime"

	"gotunnel/app/folders"
	"gotunnel/app/wholefile"
)

// place is where the window was when it was closed, in pixels of the desktop.
type place struct {
	X         int  `json:"x"`
	Y         int  `json:"y"`
	Width     int  `json:"width"`
	Height    int  `json:"height"`
	Maximised bool `json:"maximised,omitempty"`
	known     bool // X and Y are
}

// mostPixels is beyond any screen.
const mostPixels = 20000

func placeFile() (string, error) {
	dir, err := folders.Config()
	return filepath.Join(dir, "window.json"), err
}

// loadPlace reads it. One that can't be right is none.
func loadPlace() place {
	first := place{Width: width, Height: height}
	file, err := placeFile()
	if err != nil {
		return first
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return first
	}
	var p place
	if json.Unmarshal(data, &p) != nil || !isWithin(p.Width, minWidth) || !isWithin(p.Height, minHeight) {
		return first
	}
	if p.known = isWithin(p.X, 0) && isWithin(p.Y, 0); !p.known { // on a screen to the left, say
		p.X, p.Y = 0, 0
	}
	return p
}

func isWithin(pixels, least int) bool { return pixels >= least && pixels <= mostPixels }

func (p place) startState() options.WindowStartState {
	if p.Maximised {
		return options.Maximised
	}
	return options.Normal
}

// restore moves the window to its place, if that is on the screen.
func (p place) restore(ctx context.Context) {
	runtime.WindowGetSize(ctx) // returns when Wails has put the window in the middle
	if !p.known || p.Maximised {
		return
	}
	screens, err := runtime.ScreenGetAll(ctx)
	if err == nil && p.isOn(screens) {
		runtime.WindowSetPosition(ctx, p.X, p.Y)
	}
}

// isOn tells whether all of the window would be on the screen. On Linux Wails
// gives a place among all screens, and takes one on the present screen: with
// more than one it is not known where that would be.
func (p place) isOn(screens []runtime.Screen) bool {
	if goruntime.GOOS == "linux" && len(screens) != 1 {
		return false
	}
	for _, s := range screens {
		if s.IsCurrent {
			return p.X+p.Width <= s.Size.Width && p.Y+p.Height <= s.Size.Height
		}
	}
	return false
}

// savePlace notes where the window is. Without a note the next one is as the
// first, which is no reason to bother anybody.
func savePlace(ctx context.Context) {
	file, err := placeFile()
	if err != nil || runtime.WindowIsMinimised(ctx) {
		return
	}
	p := loadPlace()
	p.Maximised = runtime.WindowIsMaximised(ctx)
	if !p.Maximised {
		p.X, p.Y = runtime.WindowGetPosition(ctx)
		p.Width, p.Height = runtime.WindowGetSize(ctx)
	}
	if data, err := json.Marshal(p); err == nil {
		_ = wholefile.Write(file, data, 0o600)
	}
}
