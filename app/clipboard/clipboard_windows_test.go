package clipboard

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

func TestCopy(t *testing.T) {
	before := paste(t)
	t.Cleanup(func() { _ = Copy(context.Background(), before) })
	for _, text := range []string{
		"https://shop.share.acme.dev",
		"https://shop.share.acme.dev\nPassword: amber-otter-lake",
		"größer als 漢字 🎉",
		strings.Repeat("long ", 10_000),
	} {
		if err := Copy(t.Context(), text); err != nil {
			t.Fatal(err)
		}
		if got := paste(t); got != text {
			t.Errorf("pasted is %q and not %q", got, text)
		}
	}
}

// paste is what the clipboard holds; empty if that is no text.
func paste(t *testing.T) string {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := takeClipboard(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = call(closeClipboard) }()
	memory, _, _ := user32.NewProc("GetClipboardData").Call(unicodeText)
	if memory == 0 {
		return ""
	}
	place, _, err := globalLock.Call(memory)
	if place == 0 {
		t.Fatal(err)
	}
	defer func() { _ = call(globalUnlock, memory) }()
	return windows.UTF16PtrToString(*(**uint16)(unsafe.Pointer(&place)))
}
