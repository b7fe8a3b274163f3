package window

import (
	"context"

	"github.com/wailsapp/wails/v2/pkg/runtime"
)

// shell is what there is around the page. Its methods may be called at once.
type shell interface {
	emit(event string, data any)
	// front brings the window before all others.
	front()
	// end closes the window and with it the program.
	end()
	chooseFolder(title string) (string, error)
	saveAs(title, name string) (string, error)
	copyText(text string) error
	pasteText() (string, error)
}

// wailsShell is Wails'. Ctx is what Wails gave at the start.
type wailsShell struct{ ctx context.Context }

func (s *wailsShell) emit(event string, data any) { runtime.EventsEmit(s.ctx, event, data) }

func (s *wailsShell) front() {
	runtime.WindowShow(s.ctx)
	runtime.WindowUnminimise(s.ctx) // on Linux this is what raises it
}

func (s *wailsShell) end() { runtime.Quit(s.ctx) }

func (s *wailsShell) chooseFolder(title string) (string, error) {
	return runtime.OpenDirectoryDialog(s.ctx, runtime.OpenDialogOptions{Title: title})
}

func (s *wailsShell) saveAs(title, name string) (string, error) {
	return runtime.SaveFileDialog(s.ctx, runtime.SaveDialogOptions{Title: title, DefaultFilename: name})
}

func (s *wailsShell) copyText(text string) error { return runtime.ClipboardSetText(s.ctx, text) }

func (s *wailsShell) pasteText() (string, error) { return runtime.ClipboardGetText(s.ctx) }
