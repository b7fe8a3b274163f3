package window

import "golang.org/x/sys/windows"

// complain says why there is no window. Programs with one have no other way to
// say something on Windows.
func complain(text string) {
	words, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	title, _ := windows.UTF16PtrFromString("Gotunnel")
	_, _ = windows.MessageBox(0, words, title, windows.MB_OK|windows.MB_ICONERROR)
}
