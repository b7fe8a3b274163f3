package clipboard

import (
	"context"
	"fmt"
	"runtime"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const noneText = "This computer has no clipboard that we can reach." // which every Windows has

var (
	user32           = windows.NewLazySystemDLL("user32.dll")
	openClipboard    = user32.NewProc("OpenClipboard")
	emptyClipboard   = user32.NewProc("EmptyClipboard")
	setClipboardData = user32.NewProc("SetClipboardData")
	closeClipboard   = user32.NewProc("CloseClipboard")

	kernel32     = windows.NewLazySystemDLL("kernel32.dll")
	globalAlloc  = kernel32.NewProc("GlobalAlloc")
	globalFree   = kernel32.NewProc("GlobalFree")
	globalLock   = kernel32.NewProc("GlobalLock")
	globalUnlock = kernel32.NewProc("GlobalUnlock")
)

const (
	unicodeText = 13     // CF_UNICODETEXT: UTF-16 that ends with a zero
	moveable    = 0x0002 // GMEM_MOVEABLE, as SetClipboardData wants memory to be
	lookAgain   = 10 * time.Millisecond
)

// copyText asks the system itself: its program clip.exe guesses what text is encoded
// as. A clipboard is its thread's that opened it.
func copyText(ctx context.Context, text string) error {
	units, err := windows.UTF16FromString(text)
	if err != nil {
		return fmt.Errorf("a text with a zero in it can't be copied: %w", err)
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := takeClipboard(ctx); err != nil {
		return fmt.Errorf("another program does not let go of the clipboard: %w", err)
	}
	defer func() { _ = call(closeClipboard) }()
	if err := call(emptyClipboard); err != nil {
		return fmt.Errorf("the clipboard can't be changed: %w", err)
	}
	if err := give(units); err != nil {
		return fmt.Errorf("the clipboard can't be changed: %w", err)
	}
	return nil
}

// takeClipboard waits until no other program has the clipboard open.
func takeClipboard(ctx context.Context) error {
	again := time.NewTicker(lookAgain)
	defer again.Stop()
	for {
		err := call(openClipboard, 0)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-again.C:
		}
	}
}

// give hands text over to the clipboard, which owns the memory from then on.
func give(units []uint16) error {
	memory, _, err := globalAlloc.Call(moveable, uintptr(len(units))*unsafe.Sizeof(units[0]))
	if memory == 0 {
		return err
	}
	place, _, err := globalLock.Call(memory)
	if place == 0 {
		_ = call(globalFree, memory)
		return err
	}
	copy(unsafe.Slice(*(**uint16)(unsafe.Pointer(&place)), len(units)), units)
	_ = call(globalUnlock, memory)
	if err := call(setClipboardData, unicodeText, memory); err != nil {
		_ = call(globalFree, memory)
		return err
	}
	return nil
}

// call returns an error if a call says no, which is 0.
func call(p *windows.LazyProc, args ...uintptr) error {
	if yes, _, err := p.Call(args...); yes == 0 {
		return err
	}
	return nil
}
