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

// wailsShell is Wails'. Who asks before Wails has started waits for that.
type wailsShell struct {
	started chan struct{} // closed then
	ctx     context.Context
}

// start is called once, with what Wails gives at the start.
func (s *wailsShell) start(ctx context.Context) {
	s.ctx = ctx
	close(s.started)
}

func (s *wailsShell) wails() context.Context {
	<-s.started
	return s.ctx
}

func (s *wailsShell) emit(event string, data any) { runtime.EventsEmit(s.wails(), event, data) }

func (s *wailsShell) front() {
	ctx := s.wails()
	runtime.WindowShow(ctx)
	runtime.WindowUnminimise(ctx) // on Linux this is what raises it
}

func (s *wailsShell) end() { runtime.Quit(s.wails()) }

func (s *wailsShell) chooseFolder(title string) (string, error) {
	return runtime.OpenDirectoryDialog(s.wails(), runtime.OpenDialogOptions{Title: title})
}

func (s *wailsShell) saveAs(title, name string) (string, error) {
	return runtime.SaveFileDialog(s.wails(), runtime.SaveDialogOptions{Title: title, DefaultFilename: name})
}

func (s *wailsShell) copyText(text string) error { return runtime.ClipboardSetText(s.wails(), text) }

func (s *wailsShell) pasteText() (string, error) { return runtime.ClipboardGetText(s.wails()) }
