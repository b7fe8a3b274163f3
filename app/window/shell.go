package window

import (
	"context"
	"os"
	goruntime "runtime"
	"sync"

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
	// dialog is held while the desktop asks the person something. Of two dialogs
	// Wails would mix up the answers.
	dialog sync.Mutex
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

// isAsking tells whether a dialog of the desktop is open.
func (s *wailsShell) isAsking() bool {
	if !s.dialog.TryLock() {
		return true
	}
	s.dialog.Unlock()
	return false
}

func (s *wailsShell) chooseFolder(title string) (string, error) {
	return s.ask(func(ctx context.Context) (string, error) {
		return runtime.OpenDirectoryDialog(ctx, runtime.OpenDialogOptions{Title: title, DefaultDirectory: firstFolder()})
	})
}

func (s *wailsShell) saveAs(title, name string) (string, error) {
	return s.ask(func(ctx context.Context) (string, error) {
		return runtime.SaveFileDialog(ctx, runtime.SaveDialogOptions{Title: title, DefaultFilename: name, DefaultDirectory: firstFolder()})
	})
}

// ask opens a dialog, unless one is open: that one is in front of all, and goes
// first.
func (s *wailsShell) ask(open func(context.Context) (string, error)) (string, error) {
	if !s.dialog.TryLock() {
		return "", nil
	}
	defer s.dialog.Unlock()
	return open(s.wails())
}

// firstFolder is where a dialog begins. GTK's would show what was used of late,
// which holds no folders, or where the program was started; others remember.
func firstFolder() string {
	home, err := os.UserHomeDir()
	if err == nil {
		_, err = os.Stat(home) // Wails opens no dialog in what is not there
	}
	if err != nil || goruntime.GOOS != "linux" {
		return ""
	}
	return home
}

func (s *wailsShell) copyText(text string) error { return runtime.ClipboardSetText(s.wails(), text) }

func (s *wailsShell) pasteText() (string, error) { return runtime.ClipboardGetText(s.wails()) }
